//! Timelines as writers put them.

use super::*;
use crate::extract::text;
use crate::source::SourceFile;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let document = text::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
    let shown: Vec<String> =
        read(&DocumentMentions::of(&document), DateResolver { year: Some(2024), ..DateResolver::default() })
            .iter()
            .map(|entry| {
                let date = entry.date.map_or(String::new(), |date| date.strftime("%m-%d ").to_string());
                let time = entry.time.map_or("--:--".to_owned(), |time| time.strftime("%H:%M").to_string());
                format!("{date}{time} {}", entry.text).trim_end().to_owned()
            })
            .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn a_paragraph_that_goes_on_with_other_times_is_several_entries() {
    check(
        "# Timeline\n\nAt 10:05 all API calls timed out. The cause was not known. At 10:20 the zone was drained. At 10:40 it was over.\n",
        &[
            "10:05 all API calls timed out. The cause was not known.",
            "10:20 the zone was drained.",
            "10:40 it was over.",
        ],
    );
    check(
        "# Timeline\n\nAll times in CET.\n\n- At 10:05 all API calls timed out\n",
        &["10:05 all API calls timed out"],
    );
}

#[test]
fn labels_within_entries_end_no_timeline() {
    check(
        "Timeline:\n\n10:05 AM:\n\nDetection: an alert for full trays.\n10:15 AM:\n\nResolution: the trays were emptied.\n10:40 AM: \
         all is well.\n\nRoot Cause: dust.\n",
        &["10:05", "10:15", "10:40 all is well."],
    );
}

#[test]
fn a_time_alone_on_its_line_opens_an_entry() {
    check(
        "## Timeline\n\n_All times in EDT_\n\n## July 22\n1:03\nFirst alert fires\n\n5:00\nEngineers look\nThey find it\n\nJuly 23 4:10 AM\nAll is well\n",
        &[
            "07-22 01:03 First alert fires",
            "07-22 05:00 Engineers look They find it",
            "07-23 04:10 All is well",
        ],
    );
}

#[test]
fn a_list_with_the_latest_on_top_is_turned_round() {
    check(
        "# Timeline\n\n## 3 May\n\n- 00:20 fixed\n\n## 2 May\n\n- 23:50 found\n- 23:10 down\n",
        &["05-02 23:10 down", "05-02 23:50 found", "05-03 00:20 fixed"],
    );
}

#[test]
fn rows_of_a_template_are_no_entries_and_rows_without_a_time_are() {
    check(
        "# Timeline\n\n| Time | Event |\n|---|---|\n| YYYY-MM-DD hh:mm | Brief description of what happened |\n| HH:mm | [what happened] |\n| HH:mm | Nodes drained |\n",
        &["--:-- Nodes drained"],
    );
}

#[test]
fn lists_of_something_else_and_conflict_marks_are_no_entries() {
    check(
        "# Timeline\n\n- 10:00 down\n- 10:20 up\n\nWe then moved the files by hand:\n\n- the key\n- the chain\n",
        &["10:00 down", "10:20 up"],
    );
}

#[test]
fn a_date_that_goes_back_does_not_turn_time_back() {
    let text = "# Timeline\n\n### 2024-06-28 13:59\n\nAlert\n\n### 2024-06-11 14:24\n\nFixed\n\n### 2024-06-11 17:05\n\nTold\n";
    let document = text::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
    let minutes: Vec<_> =
        read(&DocumentMentions::of(&document), DateResolver::default()).iter().map(Entry::minutes).collect();
    assert_eq!(minutes, [Some(839), Some(864), Some(1025)]);
}

#[test]
fn the_day_of_the_write_up_tells_the_order_of_short_days() {
    let found = |text: &str, day: Option<&str>| -> Vec<String> {
        let document = text::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
        let day = day.and_then(|day| day.parse().ok());
        let calendar = DateResolver { year: Some(2024), day, ..DateResolver::default() };
        let entries = read(&DocumentMentions::of(&document), calendar);
        entries
            .iter()
            .map(|entry| format!("{:?} {}", entry.date.map(|date| date.to_string()), entry.text))
            .collect()
    };
    let list = "# Timeline\n\n- 11-10 23:40 belts stop\n- 12-10 ~07:01: belts run\n";
    assert_eq!(
        found(list, Some("2024-10-12")),
        ["Some(\"2024-10-11\") belts stop", "Some(\"2024-10-12\") belts run"]
    );
    assert_eq!(
        found(list, Some("2024-11-12")),
        ["Some(\"2024-11-10\") belts stop", "Some(\"2024-12-10\") belts run"]
    );
    assert_eq!(found(list, None), ["None 11-10 23:40 belts stop", "None 12-10 ~07:01: belts run"]);
    let table = "# Timeline\n\n| Time | Event |\n|--|--|\n| 10/01 23:40 | belts stop |\n| 10/02 07:01 | belts run |\n";
    assert_eq!(
        found(table, Some("2024-10-02")),
        ["Some(\"2024-10-01\") belts stop", "Some(\"2024-10-02\") belts run"]
    );
}

#[test]
fn clock_times_of_four_figures() {
    check(
        "# Timeline\n\n### 2 May\n\n~1738: Belts stop\n\n[1758](https://chat.example/1): Ada looks\n\n2012: Belts run\n",
        &["05-02 17:38 Belts stop", "05-02 17:58 Ada looks", "05-02 20:12 Belts run"],
    );
    check(
        "# Timeline\n\n- 2019: Ada founds it\n- 2020: Belts\n- 2021: More belts\n",
        &["--:-- 2019: Ada founds it", "--:-- 2020: Belts", "--:-- 2021: More belts"],
    );
}

#[test]
fn a_block_of_code_that_is_all_there_is() {
    check(
        "# Timeline\n\nAll times in UTC.\n\n```\n2024-05-02 17:38 Belts stop\n2024-05-02 17:58 Ada looks\n2024-05-03 08:12 Belts run\n```\n",
        &["05-02 17:38 Belts stop", "05-02 17:58 Ada looks", "05-03 08:12 Belts run"],
    );
    check(
        "# Timeline\n\n- 17:38 Belts stop\n\n```\n17:38:01 one\n17:38:02 two\n17:38:03 three\n```\n",
        &["17:38 Belts stop"],
    );
}

#[test]
fn a_day_may_stand_behind_the_time_or_in_a_column_of_its_own() {
    check(
        "# Timeline\n\n- 19:30 UTC Mar 3: A belt stops\n- 05:20 UTC Mar 4: It runs\n",
        &["03-03 19:30 A belt stops", "03-04 05:20 It runs"],
    );
    check(
        "# Timeline\n\n| Day | Date | Time | Event |\n|--|--|--|--|\n| Thu | Mar 3 | 20:10 | A belt stops |\n\
         | Fri | Mar 4 | 09:00 | It runs |\n",
        &["03-03 20:10 Thu – A belt stops", "03-04 09:00 Fri – It runs"],
    );
}

#[test]
fn a_list_among_paragraphs_with_times_goes_into_their_details() {
    check(
        "# Timeline\n\n8.48 Belts stop\n\n- belt one\n- belt two\n\n8.52 Ann looks\n\n9.06 They run\n",
        &["08:48 Belts stop belt one belt two", "08:52 Ann looks", "09:06 They run"],
    );
    check(
        "# Timeline\n\n- 9:45 A belt stops.\n- 9:50 Ann looks. - 10:00: The belt is cut.\n",
        &["09:45 A belt stops.", "09:50 Ann looks.", "10:00 The belt is cut."],
    );
}

#[test]
fn a_log_is_no_timeline() {
    check(
        "# Timeline\n\n### 13:51\n\n```\nOct 12 20:55:30 host cart[7]: no room\nOct 12 20:55:36 host cart[7]: no room\n\
         Oct 12 20:55:37 host cart[7]: no room\n```\n\n### 14:20\n\nBelts run.\n",
        &["13:51", "14:20 Belts run."],
    );
}
