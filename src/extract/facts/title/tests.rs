use super::wording::without_document;
use super::{is_date, opens_with_document, without_date};

#[test]
fn words_for_the_document_are_no_part_of_its_title() {
    for (heading, title) in [
        ("Checkout lost its orders postmortem", "Checkout lost its orders"),
        ("Checkout lost its orders (Post-Mortem)", "Checkout lost its orders"),
        ("Incident Report for Lost Orders", "Lost Orders"),
        ("[Incident] Orders lost in checkout", "Orders lost in checkout"),
        ("[Checkout] Orders lost", "[Checkout] Orders lost"),
        ("Postmortem of 2024", "Postmortem of 2024"),
        ("Orders lost after a retrospective view", "Orders lost after a retrospective view"),
    ] {
        assert_eq!(without_document(heading), title);
    }
}

#[test]
fn a_heading_may_open_with_the_name_of_the_document_and_a_line_be_a_date() {
    assert!(opens_with_document("Postmortem: orders lost"));
    assert!(!opens_with_document("Checkout: orders lost"));
    assert!(is_date("Monday, Nov. 13, 2017"));
    assert!(!is_date("On Nov. 13, 2017 orders were lost"));
}

#[test]
fn a_date_at_the_end_is_no_part_of_a_title() {
    for heading in [
        "Orders were lost (2024-03-02)", "Orders were lost - March 2, 2024",
        "Orders were lost — 2 March 2024",
    ] {
        assert_eq!(without_date(heading), "Orders were lost");
    }
    assert_eq!(without_date("Orders lost on March 2, 2024"), "Orders lost on March 2, 2024");
}
