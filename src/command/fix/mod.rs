//! `doctor fix`: walks through what is wrong, in the right order; asks, does, looks again, and can take it back.

mod change;
mod confirm;
mod done;
mod key;
mod perform;
mod session;
mod talk;
mod undo;
mod walk;
mod watch;

use tokio::runtime::Runtime;

use super::End;
use super::output::Output;
use crate::cli::{FixArgs, Options};
use crate::error::Fault;
use crate::fix::Mode;
use crate::host::Terminal;
use session::Session;

pub(super) fn fix(runtime: &Runtime, args: &FixArgs, options: &Options, output: &Output) -> Result<u8, End> {
    if options.world.is_some() && !args.dry_run {
        return Err(Fault::new("a machine that is only written down cannot be changed")
            .help("add --dry-run to see what doctor would do there")
            .into());
    }
    if !args.dry_run && output.is_for_programs() {
        return Err(Fault::new("doctor fix talks to people; for programs there is its plan")
            .help("doctor fix --dry-run --format json")
            .into());
    }
    if args.dry_run {
        return walk::dry(runtime, args, options, output);
    }
    let mode = match (args.yes, args.no_input, Terminal::here()) {
        (true, _, _) => Mode::Agreed,
        (false, false, Some(_)) => Mode::Asking,
        _ => Mode::Silent,
    };
    let mut session = Session::new(runtime, &args.only, mode, options, output)?;
    if args.changes {
        return done::list(&session);
    }
    if args.watch {
        return runtime.block_on(watch::watch(&session));
    }
    let _lock = session.state.lock()?;
    undo::settle(&session.state, &session.host())?;
    match &args.undo {
        Some(number) => runtime.block_on(done::undo(&session, *number)),
        None => runtime.block_on(walk::walk(&mut session)),
    }
}
