//! `tests/writeups`: eighty write-ups with what a reader takes from each. Floors a little under what is reached, so that
//! a slip is seen and an honest trade is possible.

use std::path::Path;

use serde_json::Value;
use whybook::classify::{Tagger, taxonomy::Taxonomy};
use whybook::library::Library;

use super::scores::{self, CauseScore, Scores};

/// Field, least number right of those stated, greatest number invented.
const FLOORS: [(&str, usize, usize); 14] = [
    ("date", 74, 0),
    ("end_date", 65, 0),
    ("start_time", 70, 0),
    ("end_time", 69, 0),
    ("utc_offset_minutes", 61, 0),
    ("duration_minutes", 73, 0),
    ("time_to_detect_minutes", 52, 0),
    ("impact_percent", 13, 1),
    ("detected_by", 69, 0),
    ("timeline_entries", 76, 0),
    ("actions", 79, 0),
    ("services", 12, 0),
    ("severity_level", 9, 0),
    ("trigger", 5, 0),
];

fn scored() -> (Scores, CauseScore) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/writeups");
    let library = Library::read(&folder, &Tagger::new(&Taxonomy::embedded()), |_| {}).unwrap();
    let labels = std::fs::read_to_string(folder.join("labels.jsonl")).unwrap();
    let (mut facts, mut causes) = (Scores::new(), CauseScore::default());
    for label in labels.lines() {
        let label: Value = serde_json::from_str(label).unwrap();
        let path = label["path"].as_str().unwrap();
        let incident = library.incidents.iter().find(|incident| incident.record.path == path);
        let record =
            serde_json::to_value(&incident.unwrap_or_else(|| panic!("{path} is not read")).record).unwrap();
        scores::add(&mut facts, &label, &record);
        causes.add(&label, &record);
    }
    (facts, causes)
}

#[test]
fn facts_agree_with_the_labels() {
    let (facts, _) = scored();
    let mut broken = Vec::new();
    for (field, least, most) in FLOORS {
        let score = &facts[field];
        println!(
            "{field:24} {:>2} of {:>2} right, {:>2} of {:>2} invented",
            score.right, score.stated, score.invented, score.unstated
        );
        if score.right < least || score.invented > most {
            broken.push(format!(
                "{field}: {} right (at least {least}), {} invented (at most {most})\n    {}",
                score.right,
                score.invented,
                score.differences.join("\n    ")
            ));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn causes_agree_with_the_labels() {
    let (_, score) = scored();
    println!("{} hits, {} false alarms, {} misses", score.hits, score.alarms, score.misses);
    println!("{} of {} primaries right", score.primaries_right, score.primaries);
    println!("{} of {} ruled-out causes taken", score.ruled_out_taken, score.ruled_out);
    let differences = score.differences.join("\n    ");
    let holds =
        score.hits >= 81 && score.alarms <= 3 && score.primaries_right >= 75 && score.ruled_out_taken <= 1;
    assert!(holds, "    {differences}");
}
