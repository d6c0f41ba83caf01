//! What texts say of whom an incident hurt.

use super::*;
use crate::extract::text::{self, Document};
use crate::source::SourceFile;

fn impact(text: &str) -> Document {
    text::parse(&SourceFile { text: format!("# Impact\n\n{text}\n"), ..SourceFile::default() })
}

fn check(text: &str, expected: Option<f64>) {
    let document = impact(text);
    let found = share(&DocumentMentions::of(&document)).map(|share| share.value);
    assert_eq!(found, expected, "{text}");
}

#[test]
fn counts_of_users_and_requests_and_money() {
    let read = |text: &str| {
        let document = impact(text);
        let counts = counts(&DocumentMentions::of(&document));
        [counts.users, counts.requests, counts.money].map(|count| count.map(|count| count.text))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        read(
            "About 1,200 customers could not log in, and 3.5 million requests failed. We lost $12,000 in revenue."
        ),
        [some("1,200 customers"), some("3.5 million requests"), some("$12,000")]
    );
    assert_eq!(read("| Users affected | about 340 |\n|---|---|\n| Region | EU |"), [some("340"), None, None]);
    assert_eq!(
        read("A plan is $12 a month; we serve 500 requests per second to 90 customers."),
        [None, None, None]
    );
}

#[test]
fn shares_of_users_and_nothing_else() {
    check("About 65% of the users had that trouble.", Some(65.0));
    check("4 percent of requests failed.", Some(4.0));
    check("One third of our customers could not sign in.", Some(33.3));
    check("The page was unavailable for one third of our users.", Some(33.3));
    check("Pages were available to one third of our users, others failed.", None);
    check("All users were affected.", Some(100.0));
    check("Roughly one in five requests failed.", Some(20.0));
    check("3 out of every 10 logins failed.", Some(30.0));
    check("Four fifths of users were unable to read.", Some(80.0));
    check("Users affected: about 5 %", Some(5.0));
    check("A part of the users, constituting around 15%, could not print.", Some(15.0));
    check("100% of the label printer was down.", Some(100.0));
    check("We saw a 25% reduction in service availability.", Some(25.0));
    check("About 60% of users were affected, and error rates increased.", Some(60.0));
    check("The fault affected 100% of requests to this web server.", Some(100.0));
    check("All users authenticated as guests could not print.", None);
    check("2,345 merchants were affected (7.5%).", Some(7.5));
    check("We apologise to all customers that were affected.", None);
    check("An error was shown to each user.", None);
    check("The error rate rose to 30 %.", None);
    check("It was given to 10 % of users first and rolled out.", None);
    check("Memory was at 95% and requests failed.", None);
    check("Cache hits fell to 8%, errors rose.", None);
    check("About 50 % of traffic had recovered by noon.", None);
}

#[test]
fn shares_and_counts_are_read_in_the_language_of_the_file() {
    let read = |code: &str, text: &str| {
        crate::language::reading(crate::language::find(code).unwrap_or(0), None, || {
            let document = impact(text);
            let mentions = DocumentMentions::of(&document);
            (share(&mentions).map(|share| share.value), counts(&mentions).users.map(|users| users.value))
        })
    };
    let german = read("de", "40 Prozent der Nutzer waren betroffen, 1.200 Kunden konnten nicht drucken.");
    assert_eq!(german, (Some(40.0), Some("1.200 Kunden".to_owned())));
    let portuguese = read("pt", "Foram afetados 15 % dos clientes.");
    assert_eq!(portuguese.0, Some(15.0));
    assert_eq!(read("en", "40 Prozent der Nutzer waren betroffen.").0, None);
}
