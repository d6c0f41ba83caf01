#![allow(clippy::unwrap_used, clippy::panic)]

use super::rules::{Rules, TEXT};
use super::*;

/// Characters drawn as the issuers of keys draw them: the same for each run.
struct Dice(u64);

impl Dice {
    fn draw(&mut self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (0..length).map(|_| letters[self.next() % letters.len()]).collect()
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) as usize
    }
}

const HEX: &str = "0123456789abcdef";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
const DIGITS: &str = "0123456789";

/// Writes a made-up secret: `«hex:32»` stands for 32 characters of an alphabet, `⟦…⟧` marks what must be found. The
/// prefixes are put together here, so that no scanner takes this file for a leak.
fn written(form: &str, dice: &mut Dice) -> (String, String) {
    let mut text = String::new();
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('«') {
        let (name, after) = after.split_once('»').unwrap();
        let (alphabet, length) = name.split_once(':').unwrap();
        let alphabet = match alphabet {
            "hex" => HEX,
            "upper" => UPPER,
            "alnum" => ALNUM,
            "b64" => BASE64,
            "url" => URL64,
            "digit" => DIGITS,
            other => panic!("{other}"),
        };
        text += before;
        text += &dice.draw(alphabet, length.parse().unwrap());
        rest = after;
    }
    text += rest;
    let (before, after) = text.split_once("⟦").unwrap();
    let (secret, after) = after.split_once("⟧").unwrap();
    (format!("{before}{secret}{after}"), secret.to_owned())
}

/// Forms of secrets, `·` within a prefix left out when written.
const FORMS: [(&str, &str); 84] = [
    ("aws-access-key-id", "key ⟦AK·IA«upper:16»⟧ was used"),
    ("aws-access-key-id", "(⟦AS·IA«upper:16»⟧)"),
    ("aws-secret-key", "aws_secret_access_key = ⟦«b64:40»⟧"),
    ("aws-secret-key", "\"SecretAccessKey\": \"⟦«b64:40»⟧\","),
    ("aws-secret-key", "| Secret access key | `⟦«b64:40»⟧` |"),
    ("google-api-key", "maps?key=⟦AI·za«url:35»⟧"),
    ("google-oauth", "⟦GOC·SPX-«url:28»⟧"),
    ("google-oauth", "⟦ya·29.«url:60»⟧"),
    ("azure-key", "AccountName=x;AccountKey=⟦«b64:86»==⟧;EndpointSuffix=core"),
    ("azure-key", "Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=⟦«b64:43»=⟧"),
    ("azure-sas", "https://x.blob/y?sv=2020&sp=r&sig=⟦«alnum:43»%3D⟧"),
    ("azure-client-secret", "AZURE ⟦«alnum:3»8Q~«alnum:34»⟧ expired"),
    ("digitalocean-token", "⟦dop·_v1_«hex:64»⟧"),
    ("heroku-key", "⟦HR·KU-«alnum:8»-«alnum:4»-«alnum:4»-«alnum:4»-«alnum:36»⟧"),
    ("hosting-token", "⟦sb·p_«hex:40»⟧"),
    ("hosting-token", "⟦tsk·ey-auth-«alnum:12»-«alnum:32»⟧"),
    ("github-token", "git clone with ⟦gh·p_«alnum:36»⟧"),
    ("github-token", "`⟦gh·o_«alnum:36»⟧`"),
    ("github-token", "⟦gh·u_«alnum:36»⟧"),
    ("github-token", "\\n⟦gh·s_«alnum:36»⟧\\n"),
    ("github-token", "token%3D⟦gh·r_«alnum:76»⟧"),
    ("github-token", "**⟦github·_pat_«alnum:22»_«alnum:59»⟧**"),
    ("gitlab-token", "⟦gl·pat-«url:20»⟧"),
    ("gitlab-token", "⟦gl·rt-«url:20»⟧"),
    ("npm-token", "⟦np·m_«alnum:36»⟧"),
    ("npmrc-token", "//registry.corp/:_authToken=⟦«hex:8»-«hex:4»-«hex:4»-«hex:12»⟧"),
    ("pypi-token", "⟦py·pi-AgEIcHlwaS5vcmc«url:130»⟧"),
    ("package-registry-token", "⟦ruby·gems_«hex:48»⟧"),
    ("package-registry-token", "⟦ci·o«alnum:32»⟧"),
    ("docker-token", "⟦dck·r_pat_«url:27»⟧"),
    ("docker-auth", "{\"auths\": {\"r\": {\"auth\": \"⟦«b64:30»==⟧\"}}}"),
    ("vault-token", "VAULT=⟦hv·s.«url:90»⟧"),
    ("terraform-token", "⟦«alnum:14».atl·asv1.«alnum:64»⟧"),
    ("pipeline-token", "⟦pu·l-«hex:40»⟧"),
    ("pipeline-token", "⟦dp·.pt.«alnum:43»⟧"),
    ("slack-token", "⟦xo·xb-«digit:12»-«digit:12»-«alnum:24»⟧"),
    ("slack-token", "⟦xo·xp-«digit:12»-«digit:12»-«digit:12»-«hex:32»⟧"),
    ("slack-token", "⟦xa·pp-1-«upper:11»-«digit:13»-«hex:64»⟧"),
    ("webhook", "https://hooks.slack.com/services/⟦T«upper:8»/B«upper:10»/«alnum:24»⟧"),
    ("webhook", "https://discord.com/api/webhooks/⟦«digit:18»/«url:68»⟧"),
    ("discord-token", "DISCORD = \"⟦M«alnum:25».«alnum:6».«url:38»⟧\""),
    ("telegram-token", "bot⟦«digit:10»:A·A«url:33»⟧"),
    ("sendgrid-key", "⟦S·G.«url:22».«url:43»⟧"),
    ("twilio-key", "⟦S·K«hex:32»⟧"),
    ("twilio-key", "twilio auth: ⟦«hex:32»⟧"),
    ("mailgun-key", "⟦ke·y-«hex:32»⟧"),
    ("mailchimp-key", "⟦«hex:32»-us·12⟧"),
    ("stripe-key", "⟦sk·_live_«alnum:24»⟧"),
    ("stripe-key", "⟦rk·_live_«alnum:24»⟧"),
    ("stripe-key", "⟦wh·sec_«alnum:32»⟧"),
    ("shop-token", "⟦shp·at_«hex:32»⟧"),
    ("atlassian-token", "⟦AT·ATT3«url:180»=«hex:8»⟧"),
    ("monitoring-token", "⟦gl·sa_«alnum:32»_«hex:8»⟧"),
    ("monitoring-token", "⟦NR·AK-«upper:27»⟧"),
    ("databricks-token", "⟦da·pi«hex:32»⟧"),
    ("workplace-token", "⟦lin·_api_«alnum:40»⟧"),
    ("anthropic-key", "⟦sk-an·t-api03-«url:93»AA⟧"),
    ("openai-key", "⟦sk-pr·oj-«url:74»T3BlbkFJ«url:74»⟧"),
    ("openai-key", "⟦s·k-«alnum:20»T3BlbkFJ«alnum:20»⟧"),
    ("hugging-face-token", "⟦h·f_«alnum:34»⟧"),
    ("model-service-key", "⟦gs·k_«alnum:52»⟧"),
    ("url-password", "postgres://app:⟦pa55!word⟧@db.internal:5432/app"),
    ("url-password", "redis://:⟦correcthorse⟧@cache:6379"),
    ("url-token", "https://⟦«alnum:40»⟧@git.corp/x.git"),
    ("jwt", "Cookie eyes ⟦ey·J«url:33».ey·J«url:60».«url:43»⟧"),
    ("authorization-header", "curl -H 'Authorization: Basic ⟦«b64:24»==⟧'"),
    ("authorization-header", "Authorization: Bearer ⟦«alnum:40»⟧"),
    ("http-credential", "sent bearer ⟦«hex:40»⟧ to it"),
    ("curl-password", "curl -sS -u admin:⟦s3cr3t⟧ https://x"),
    ("curl-password", "mysql -h db -p⟦tiger123⟧ shop"),
    ("netrc-password", "machine x login y password ⟦kite42⟧"),
    ("password-hash", "root:⟦$6$·«alnum:8»$«alnum:86»⟧:19000"),
    ("password", "password: ⟦hunter2⟧"),
    ("password", "DB_PASSWORD=⟦Tr0ub4dor&3⟧"),
    ("password", "**Password:** ⟦Winter2024!⟧"),
    ("password", "| Password | ⟦Winter2024!⟧ |"),
    ("password", "Server=db;Uid=sa;Pwd=⟦P@ssw0rd⟧;"),
    ("password", "the root password was `⟦tiger99⟧` until then"),
    ("password", "<password>⟦tiger99⟧</password>"),
    ("password", "deploy --password ⟦tiger99⟧"),
    ("secret", "api_key: ⟦«hex:32»⟧"),
    ("secret", "export DD_API_KEY=\"⟦«hex:32»⟧\""),
    ("secret", "\"clientSecret\": \"⟦«alnum:30»⟧\""),
    ("secret", "token: ⟦«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧"),
];

#[test]
fn the_rules_are_without_mistakes() {
    assert_eq!(Rules::read(TEXT).unwrap().mistakes(), Vec::<String>::new());
    assert!(Rules::read(&TEXT.replace("[placeholders]", "[placeholder]")).is_err());
    assert!(!Rules::read(&TEXT.replacen("= '''(", "= '''((", 1)).unwrap().mistakes().is_empty());
}

#[test]
fn keys_of_every_kind_are_found_whole_and_alone() {
    let mut dice = Dice(11);
    let mut missed = Vec::new();
    for (rule, form) in FORMS {
        for _ in 0..20 {
            let (text, secret) = written(&form.replace('·', ""), &mut dice);
            let text = format!("Größe: 1\n{text}\nThe end of it.\n");
            let found: Vec<_> =
                find(&text).into_iter().map(|one| (one.rule, text[one.range].to_owned())).collect();
            if found != [(rule, secret)] {
                missed.push(format!("{text:?} {rule}: {found:?}"));
            }
        }
    }
    assert!(missed.is_empty(), "{} of {}:\n{}", missed.len(), FORMS.len() * 20, missed.join("\n"));
}

#[test]
fn a_private_key_is_found_as_a_block_also_where_it_is_cut_off_quoted_or_escaped() {
    let mut dice = Dice(5);
    for kind in ["RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", ""] {
        let (begin, end) = (
            ["-----BEG", "IN ", kind, "PRIVATE KEY-----"].concat(),
            format!("-----END {kind}PRIVATE KEY-----"),
        );
        let mut lines: Vec<String> = (0..12).map(|_| dice.draw(BASE64, 64)).collect();
        lines.push(dice.draw(BASE64, 22) + "==");
        let whole = format!("{begin}\n{}\n{end}", lines.join("\n"));
        check(&format!("Leaked:\n\n{whole}\n\nRotated at noon.\n"), &whole);
        let cut = format!("{begin}\n{}", lines[..3].join("\n"));
        check(&format!("Leaked:\n\n{cut}\n\nRotated at noon.\n"), &cut);
        let quoted = whole.replace('\n', "\n> ");
        check(&format!("> {quoted}\n"), &quoted);
        let indented = whole.replace('\n', "\r\n    ");
        check(&format!("key: |\r\n    {indented}\r\n"), &indented);
        let escaped = whole.replace('\n', "\\n");
        check(&format!("{{\"private_key\": \"{escaped}\\n\"}}"), &escaped);
        let headers = whole.replacen('\n', "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B2C\n\n", 1);
        check(&headers, &headers);
    }
    let lines: Vec<String> = (0..9).map(|_| dice.draw(BASE64, 64)).collect();
    let kind = "PGP PRIVATE KEY BLOCK";
    let pgp = format!(
        "{}{kind}-----\nVersion: GnuPG v2\n\n{}\n=aB3d\n-----END {kind}-----",
        ["-----BEG", "IN "].concat(),
        lines.join("\n")
    );
    check(&format!("{pgp}\nand on"), &pgp);

    #[track_caller]
    fn check(text: &str, block: &str) {
        let found: Vec<_> =
            find(text).into_iter().map(|one| (one.rule, text[one.range].to_owned())).collect();
        assert_eq!(found, [("private-key", block.to_owned())], "{text}");
    }
}

#[test]
fn stand_ins_words_references_and_identifiers_are_no_secrets() {
    let long = |part: &str| part.repeat(40);
    let mut texts: Vec<String> = [
        "password: changeme",
        "password: ********",
        "password: <password>",
        "password=${DB_PASSWORD}",
        "password: {{ .Values.pw }}",
        "password: $PASSWORD",
        "password: rotated",
        "**Password:** reset by mail",
        "Password: see 1Password",
        "password=password",
        "PASSWORD=%PASSWORD%",
        "password: process.env.DB_PASSWORD_1",
        "password = os.environ[\"PW1\"]",
        "pwd: /srv/app/releases",
        "password policy: 12 characters",
        "the password was changed to a `longer` one",
        "password: vault:secret/data/db#pw1",
        "token: expired",
        "Token: TTL of 3600 s",
        "token=<token>",
        "token: get_token(user1)",
        "token: v2",
        "tokens: 8192 per minute",
        "secret: kubernetes-tls-secret-v2",
        "secretName: checkout-tls-2023",
        "secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db1",
        "api_key: YOUR_API_KEY_123",
        "api key: xxxxxxxxxxxxxxxxxxxx1",
        "credential: https://vault.corp/v1/db/creds/app1",
        "session: 2024-03-02T10:00:00Z",
        "access key rotation: 2024-03-02",
        "secret: projects/p1/secrets/db/versions/3",
        "postgres://user:password@host/db",
        "postgres://${USER}:${PASS}@host/db",
        "http://host:8080/a@b",
        "https://medium.com/@ada",
        "Basic authentication was off",
        "bearer of bad news",
        "Authorization: required",
        "the risk-assessment-of-2023-was-late",
        "sk-learn-pipeline-for-fraud-detection-v2",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----",
        "commit 0123456789abcdef0123456789abcdef01234567",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "image: registry/app@sha256:9f86d081884c7d659a2feaa0c55ad015",
        "trace 4bf92f3577b34da6a3ce929d0e0e4736",
        "pod checkout-6d4b75cb6d-hx7zq",
        "hash_password::<sha2::Sha256>(b)",
        "`pods \"token-7f9c\" is forbidden`",
        "cookie: accepted by all 3 browsers",
    ]
    .map(str::to_owned)
    .into();
    // The keys of AWS's documentation, and masked keys.
    texts.push(["AK", "IAIOSFODNN7EXAMPLE"].concat());
    texts.push(["aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"].concat());
    texts.push(["gh", "p_", &long("x")].concat());
    texts.push(["sk", "_live_", &long("*")].concat());
    texts.push(["xo", "xb-your-token-here-123"].concat());
    let wrong: Vec<String> = texts
        .iter()
        .filter(|text| !find(text).is_empty())
        .map(|text| format!("{text}: {:?}", find(text)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_placeholder_is_no_secret() {
    let text = "password: hunter7!xQ2\n";
    let secret = find(text).remove(0);
    let once =
        format!("{}REDACTED-{}-1{}", &text[..secret.range.start], secret.rule, &text[secret.range.end..]);
    assert_eq!(find(&once), []);
}

#[test]
fn overlapping_findings_are_one_with_the_name_of_the_more_specific_rule() {
    let token = ["gh", "p_", &Dice(3).draw(ALNUM, 36)].concat();
    let text = format!("url = https://x-access-token:{token}@github.com/a/b");
    let found = find(&text);
    assert_eq!(
        found.iter().map(|one| (one.rule, &text[one.range.clone()])).collect::<Vec<_>>(),
        [("github-token", &*token)]
    );
}

#[test]
fn the_time_grows_with_the_text_whatever_it_repeats() {
    for part in [
        "password=", "token=", "token=\"", "secret='", "-----BEGIN PRIVATE KEY-----\n",
        "eyJaaaaaaaaaaaaaaaa.", "://a:", "curl ", "discord", "sk-", "AKIAAAAAAAAAAAAAAAAA ",
        "authorization: ", "machine x login ", "key is ", ":AA",
    ] {
        let text = part.repeat(500_000 / part.len());
        let begun = std::time::Instant::now();
        find(&text);
        assert!(begun.elapsed().as_secs() < 30, "{part:?}: {:?}", begun.elapsed());
    }
}

#[test]
fn keys_of_front_matter_that_hold_credentials() {
    for key in [
        "password", "DB Password", "db_passwd", "token", "slack-token", "secret", "clientSecret", "api_key",
        "apiKey", "credentials", "private_key", "AWS_ACCESS_KEY_ID",
    ] {
        assert!(is_credential_key(key), "{key}");
    }
    for key in ["author", "keywords", "key", "compass", "secretary", "token_count", "passed", "title"] {
        assert!(!is_credential_key(key), "{key}");
    }
}
