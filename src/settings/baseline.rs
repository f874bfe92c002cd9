//! What is wrong today, as lines for `doctor.toml`.

use jiff::civil::Date;

/// One thing that may be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub check: String,
    pub cause: String,
    pub about: Option<String>,
    pub say: String,
}

/// The text of all, ready to stand behind what is in the file.
pub fn baseline(known: &[Known], today: Date, until: Date) -> String {
    let one = |known: &Known| {
        let about = known.about.as_ref().map_or_else(String::new, |about| format!("about = {}\n", quoted(about)));
        format!(
            "# {}\n[[accept]]\ncheck = {}\ncause = {}\n{about}reason = \"was there on {today}, when doctor came to this project\"\nuntil = {until}\n",
            known.say.replace(char::is_control, " "),
            quoted(&known.check),
            quoted(&known.cause),
        )
    };
    known.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn what_is_written_is_read_back_whatever_stands_in_it() {
        for about in ["demo.mp4", "a\"b\\c", "line\nbreak", "'''", "]]\n[[accept]]", "\u{202e}x", "#"] {
            let known = Known {
                check: "project/large-files".to_owned(),
                cause: "committed".to_owned(),
                about: Some(about.to_owned()),
                say: format!("{about} is large"),
            };
            let text = baseline(&[known.clone(), known], "2026-11-21".parse().unwrap(), "2027-02-19".parse().unwrap());
            let settings = Settings::read("doctor.toml", &text).unwrap();
            assert_eq!(settings.accept.len(), 2, "{text}");
            assert_eq!(settings.accept[0].value.about.as_deref(), Some(about));
            assert_eq!(settings.accept[1].value.until, "2027-02-19".parse().unwrap());
        }
    }
}
