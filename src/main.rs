//! Reads the arguments, starts the runtime, hands over, and exits with the code that came back.

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match doctor::command::arguments() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return doctor::command::not_started();
    };
    let code = doctor::command::run(&runtime, cli);
    // A look at a dead disk may still hang in its own thread; nobody waits for it.
    runtime.shutdown_background();
    code
}
