//! The tokeniser.

mod shelf;

use whybook_search::tokenize::{keyword, terms};

/// Terms with their positions, as `0:checkout-api 0:checkout 1:api`.
fn cut(text: &str) -> String {
    let terms = terms(text);
    let shown = terms.iter().map(|term| format!("{}:{}", term.position, term.text));
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn words_are_lower_cased_stemmed_and_folded() {
    for (text, expected) in [
        ("Restarting the workers", "0:restart 2:worker"),
        ("Café ＡＰＩ naïve", "0:cafe 1:api 2:naiv"),
        ("cafe\u{301} co\u{ad}operate", "0:cafe 1:cooper"),
        ("can't can’t Visa's", "0:cant 1:cant 2:visa"),
        ("502 5xx http2", "0:502 1:5xx 2:http2"),
        ("(end). 'quoted'", "0:end 1:quot"),
        ("", ""),
        ("— … ???", ""),
    ] {
        assert_eq!(cut(text), expected, "{text}");
    }
}

#[test]
fn identifiers_are_kept_whole_and_cut() {
    for (text, expected) in [
        ("checkout-api down", "0:checkoutapi 0:checkout 1:api 2:down"),
        ("checkout_api", "0:checkoutapi 0:checkout 1:api"),
        ("time-outs is_on", "0:timeout 0:time 1:out 2:ison"),
        ("CheckoutAPI", "0:checkoutapi 0:checkout 1:api"),
        ("APIServer VMs OOMKilled", "0:apiserv 0:api 1:server 2:vms 3:oomkil 3:oom 4:kill"),
        ("10.0.0.1:443", "0:10.0.0.1:443 0:10 1:0 2:0 3:1 4:443"),
        (
            "java.lang.OutOfMemoryError",
            "0:javalangoutofmemoryerror 0:java 1:lang 2:outofmemoryerror 2:out 4:memori 5:error",
        ),
        ("std::sync a - b", "0:stdsync 0:std 1:sync 3:b"),
        ("trailing. -leading", "0:trail 1:lead"),
    ] {
        assert_eq!(cut(text), expected, "{text}");
    }
}

#[test]
fn names_compare_without_case_accents_and_separators() {
    for (text, expected) in
        [("Checkout API", "checkout-api"), (" memory__leak ", "memory-leak"), ("SEV-1", "sev-1"), ("É", "e")]
    {
        assert_eq!(keyword(text), expected);
    }
}
