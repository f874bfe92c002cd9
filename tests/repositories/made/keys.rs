//! Keys that were never given to anybody: of every kind that doctor tells, each one once, in the surroundings of real files.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use doctor::catalog::Catalog;
use doctor::secrets::{Rule, Rules, masked};
use doctor::service::Services;

use super::chance::Chance;

/// A kind of key that doctor tells.
#[derive(Clone, Debug)]
struct Kind {
    rule: usize,
    id: String,
    /// A text in which it is found, where it needs one of its own.
    around: Option<String>,
    /// Whether it is one of several lines.
    has_lines: bool,
}

/// How a key is shown: by its kind, and by what of it may be seen.
pub type Shown = (String, String);

/// Makes up keys and remembers where they are put.
#[derive(Debug)]
pub struct Keys {
    services: Arc<Services>,
    rules: Rules,
    kinds: Vec<Kind>,
    used: HashSet<Shown>,
    number: usize,
    /// How many kinds a text has.
    most: usize,
    pub chance: Chance,
    /// The keys themselves, which no report may hold.
    pub secrets: Vec<String>,
    /// Where each was put.
    pub planted: BTreeMap<Shown, &'static str>,
}

impl Keys {
    pub fn new(seed: u64) -> Self {
        let chance = Chance::new(seed);
        let services = Catalog::built_in_services().map_err(|_| "the services cannot be read").unwrap();
        let rules = Rules::new(&services).unwrap();
        let has_lines = |id: &str| services.with_synthetic_keys(&format!("<key:{id}>")).unwrap().contains('\n');
        let all = rules.all().iter().enumerate();
        let kinds = all.filter_map(|(rule, kind)| Kind::of(rule, kind, has_lines(&kind.id))).collect();
        let (used, secrets, planted) = (HashSet::new(), Vec::new(), BTreeMap::new());
        Self { services, rules, kinds, used, number: 0, most: usize::MAX, chance, secrets, planted }
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    pub fn services(&self) -> &Services {
        &self.services
    }

    /// Those of which each text has a few kinds alone, another few each time.
    pub fn few(seed: u64) -> Self {
        Self { most: 4, ..Self::new(seed) }
    }

    /// A line for each kind of key, none of which was put anywhere yet.
    pub fn text(&mut self, place: &'static str) -> String {
        self.of_kinds(&self.kinds.clone(), place)
    }

    /// The same without kinds that need more than one line.
    pub fn lines(&mut self, place: &'static str) -> String {
        let kinds: Vec<Kind> = self.kinds.iter().filter(|kind| !kind.has_lines).cloned().collect();
        self.of_kinds(&kinds, place)
    }

    fn of_kinds(&mut self, kinds: &[Kind], place: &'static str) -> String {
        let mut text = String::new();
        let first = self.number;
        for kind in kinds.iter().cycle().skip(first % kinds.len()).take(kinds.len().min(self.most)) {
            text += &self.chance.line();
            text += "\n";
            text += &self.line_of(kind, place);
            text += "\n";
        }
        text
    }

    /// A line of one kind, another one each time.
    pub fn one(&mut self, place: &'static str) -> String {
        let kind = self.kinds[self.number % self.kinds.len()].clone();
        self.line_of(&kind, place)
    }

    fn line_of(&mut self, kind: &Kind, place: &'static str) -> String {
        let key = self.new_key(kind, place);
        match &kind.around {
            Some(around) => around.replace("<>", &key),
            None => {
                const AROUND: [&str; 8] = [
                    "<>",
                    "<>;",
                    "KEY=<>",
                    "const key = \"<>\";",
                    "  token: <>",
                    "{\"a\":\"<>\"}",
                    "-H 'X-Key: <>'",
                    "(<>)",
                ];
                self.chance.pick(&AROUND).replace("<>", &key)
            }
        }
    }

    fn new_key(&mut self, kind: &Kind, place: &'static str) -> String {
        // Two keys that end in the same four letters look the same in a report.
        for _ in 0..1000 {
            self.number += 1;
            let key = self.services.with_synthetic_keys(&format!("<key:{}#{}>", kind.id, self.number)).unwrap();
            let shown = (kind.id.clone(), self.shown(kind, &key));
            if self.used.insert(shown.clone()) {
                self.secrets.push(key.clone());
                self.planted.insert(shown, place);
                return key;
            }
        }
        panic!("no two keys of {} can be told apart", kind.id);
    }

    fn shown(&self, kind: &Kind, key: &str) -> String {
        let around = kind.around.clone().unwrap_or_else(|| "<>".to_owned()).replace("<>", key);
        let found = self.rules.find_all(around.as_bytes());
        // Where a rule takes more or less than the key that was made up, its own view is shown.
        let own = found.iter().find(|hit| hit.rule == kind.rule).map(|hit| &around.as_bytes()[hit.range()]);
        masked(self.rules.rule(kind.rule), own.unwrap_or(key.as_bytes()))
    }
}

impl Kind {
    /// None for kinds of which so little is shown that two cannot be told apart.
    fn of(rule: usize, kind: &Rule, has_lines: bool) -> Option<Self> {
        let key = format!("<key:{}>", kind.id);
        let example = kind.leak.finds.iter().find(|text| text.contains(&key)).map(|text| text.replace(&key, "<>"));
        let around = match kind.leak.beside.first() {
            Some(name) => Some(format!("{name}=<>")),
            None if kind.leak.pattern.as_ref().is_some_and(|pattern| pattern.contains("(?P<key>")) => example,
            None => None,
        };
        let one = masked(kind, &[b'a'; 20]) != masked(kind, &[b'b'; 20]);
        (one && kind.shortest() >= 20 || around.is_some()).then(|| Self {
            rule,
            id: kind.id.clone(),
            around,
            has_lines,
        })
    }
}
