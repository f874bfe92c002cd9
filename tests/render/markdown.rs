//! Markdown: read by a real parser, hostile text is text, tables keep their columns, and a page keeps to its size.

use doctor::check::Severity;
use doctor::render::report_markdown;
use doctor::report::{FixShown, Status};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::render::chance::{PIECES, huge, reports};
use crate::render::made::{cause, finding, fix, id, report, rich, wrong};

const ALL: usize = 1 << 20;

/// What a reader of the page sees of it.
#[derive(Debug, Default)]
struct Page {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    blocks: Vec<String>,
    text: String,
}

/// Reads a page. Nothing that doctor writes is HTML, a link, a picture, a quotation or emphasis.
fn read(markdown: &str) -> Page {
    let mut page = Page::default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    let mut now = String::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::TableCell | Tag::CodeBlock(_)) => now.clear(),
            Event::Start(Tag::TableHead | Tag::TableRow) => page.rows.push(Vec::new()),
            Event::End(TagEnd::Heading(_)) => page.headings.push(now.clone()),
            Event::End(TagEnd::TableCell) => page.rows.last_mut().unwrap().push(now.clone()),
            Event::End(TagEnd::CodeBlock) => page.blocks.push(now.clone()),
            Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Item | Tag::Table(_)) | Event::End(_) => {}
            Event::Text(text) | Event::Code(text) => {
                now.push_str(&text);
                page.text.push_str(&text);
            }
            other => panic!("{other:?} in\n{markdown}"),
        }
    }
    page
}

/// What doctor makes of a text before it is Markdown: a line, without what shows nothing.
fn as_line(text: &str) -> String {
    let stays = |c: char| matches!(c, '\u{200d}' | '\u{fe0f}');
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    };
    let sign = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        _ if is_hidden(c) && !stays(c) => '\u{fffd}',
        _ => c,
    };
    text.chars().map(sign).collect::<String>().trim().to_owned()
}

/// A cell or a heading without the marks that keep names from being mentioned.
fn plain(cell: &str) -> String {
    cell.replace('\u{200b}', "")
}

#[test]
fn every_text_is_shown_as_it_is() {
    for piece in PIECES {
        for say in [format!("a{piece}b"), format!("{piece} b"), format!("b {piece}")] {
            let fix = FixShown { run: Some(vec!["x".to_owned()]), ..fix("one", &say) };
            let mut cause = cause("x", Severity::Fail, &say);
            cause.fixes = vec!["one".to_owned()];
            let page = read(&report_markdown(&report(vec![(id("tool/x"), wrong(vec![cause], vec![fix]))]), ALL));
            assert_eq!(plain(&page.rows[1][2]), as_line(&say), "{say:?}");
            assert_eq!(plain(&page.headings[1]), format!("Next: {}", as_line(&say)), "{say:?}");
        }
    }
}

#[test]
fn commands_stand_in_blocks_as_they_are() {
    for piece in PIECES {
        let text = format!("x {piece} y");
        let page = FixShown { open: Some(text.clone()), ..fix("one", "Open it") };
        let mut cause = cause("x", Severity::Fail, "s");
        cause.fixes = vec!["one".to_owned()];
        let page = read(&report_markdown(&report(vec![(id("tool/x"), wrong(vec![cause], vec![page]))]), ALL));
        let squeezed = |text: &str| {
            let text = text.replace("# #", "##").replace(": :", "::").replace('\u{fffd}', "");
            as_line(&text).replace('\u{fffd}', "").split_whitespace().collect::<String>()
        };
        assert_eq!(page.blocks.len(), 1, "{text:?}");
        assert_eq!(squeezed(&page.blocks[0]), squeezed(&text), "{text:?}");
    }
}

#[test]
fn hostile_reports_are_text_and_their_tables_keep_their_columns() {
    for report in reports() {
        let page = read(&report_markdown(&report, ALL));
        for row in &page.rows {
            assert!(row.len() == 4 || row.len() == 3, "{row:?}");
        }
        let known =
            ["doctor: ", "Next:", "What is wrong", "What waits", "What could not be told", "Accepted", "doctor.toml"];
        for heading in &page.headings {
            assert!(known.iter().any(|known| heading.starts_with(known)), "{heading}");
        }
    }
}

#[test]
fn nobody_is_mentioned() {
    let say = "ask @ada and @anthropic-ai/claude, see #12, mail ada@lovelace.uk";
    let text = report_markdown(&report(vec![(id("tool/x"), finding(Status::Unknown, say))]), ALL);
    assert!(!text.contains("@ada ") && !text.contains("@anthropic") && !text.contains(" #12"), "{text}");
    assert!(text.contains("ada@lovelace.uk"));
}

#[test]
fn a_page_keeps_to_its_size_and_says_what_it_leaves_out() {
    let report = huge();
    for most in [1 << 20, 5_000, 400] {
        let text = report_markdown(&report, most);
        assert!(text.len() <= most, "{} of {most}", text.len());
        assert!(text.ends_with("did not fit here. Run doctor to see everything.\n"), "{most}");
        assert!(text.starts_with("## doctor: NOT READY\n"), "{most}");
        read(&text);
    }
    for most in 0..400 {
        assert!(report_markdown(&rich(), most).len() <= most);
    }
    let whole = report_markdown(&rich(), ALL);
    assert!(!whole.contains("did not fit"));
    assert_eq!(report_markdown(&rich(), whole.len() + 200), whole);
}
