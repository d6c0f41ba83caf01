//! Pasted error messages from another machine, with other times, hosts, addresses, ids, quotes and lines, find the incident
//! that had them, without a long list of notes.

#![allow(clippy::unwrap_used, clippy::panic)]

mod shelf;

use shelf::{incident, search, searcher, slugs};
use whybook_search::IncidentDocument;

/// Maximum number of notes.
const MOST_NOTES: usize = 5;

/// An incident's slug, its message, and the same message as it is pasted.
type Row = (&'static str, &'static str, &'static [&'static str]);

const SYSTEMS: &[Row] = &[
    ("go-dial", r#"2024/03/01 10:22:13 ERROR ledger client: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 10.2.3.4:8443: connect: connection refused""#, &[
        r#"ERROR ledger client: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 172.16.9.8:8443: connect: connection refused""#,
        r#"[orders-6f7d9-xk2lp] level=error ts=2026-11-20T03:12:44.120Z caller=client.go:118 msg="ledger client" err="rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial tcp [fd00::17]:8443: connect: connection refused\"""#,
        r#"transport: Error while dialing: dial tcp 172.16.9.8:9443: connect: connection refused""#,
    ]),
    ("java-heap", r#"Exception in thread "report-worker-3" java.lang.OutOfMemoryError: Java heap space
	at java.base/java.util.Arrays.copyOf(Arrays.java:3512)
	at com.acme.reports.StatementBuilder.append(StatementBuilder.java:218)
	at com.acme.reports.ReportJob.run(ReportJob.java:77)"#, &[
        "2026-11-20 03:02:01,113 ERROR [pool-9-thread-1] o.s.s.TaskUtils - Unexpected error
java.lang.OutOfMemoryError: Java heap space
	at java.base/java.util.Arrays.copyOf(Arrays.java:3745)
	at java.base/java.lang.AbstractStringBuilder.ensureCapacityInternal(AbstractStringBuilder.java:172)
	at com.acme.reports.StatementBuilder.append(StatementBuilder.java:220)
	at com.acme.reports.ReportJob.run(ReportJob.java:81)
	at java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)
	at java.base/java.lang.Thread.run(Thread.java:833)
	... 12 more",
        r#"Exception in thread "main" java.lang.OutOfMemoryError: Java heap space"#,
        "at com.acme.reports.StatementBuilder.append(StatementBuilder.java:999)",
    ]),
    ("java-npe", r#"java.lang.NullPointerException: Cannot invoke "com.acme.billing.Address.getCountry()" because the return value of "com.acme.billing.Customer.getAddress()" is null
	at com.acme.billing.InvoiceMailer.render(InvoiceMailer.java:91)
	at com.acme.billing.InvoiceBatch.send(InvoiceBatch.java:140)
Caused by: java.util.concurrent.ExecutionException: batch aborted"#, &[
        r#"Exception in thread "batch-1" java.lang.NullPointerException: Cannot invoke "com.acme.billing.Address.getCountry()" because "<local4>" is null
    at com.acme.billing.InvoiceMailer.render(InvoiceMailer.java:95)
    at com.acme.billing.InvoiceBatch.lambda$send$0(InvoiceBatch.java:144) ~[billing-4.1.jar!/:4.1]
    at java.base/java.util.ArrayList.forEach(ArrayList.java:1511) ~[na:na]
    ... 23 common frames omitted"#,
        r#"Cannot invoke "com.acme.billing.Customer.getAddress()" because "customer" is null"#,
    ]),
    ("py-trace", r#"Traceback (most recent call last):
  File "/srv/prices/import_job.py", line 88, in <module>
    load(row["net_price"])
  File "/srv/prices/loader.py", line 41, in load
    value = Decimal(cell)
decimal.InvalidOperation: [<class 'decimal.ConversionSyntax'>]"#, &[
        r#"Nov 20 03:00:17 import-2 cron[9921]: Traceback (most recent call last):
Nov 20 03:00:17 import-2 cron[9921]:   File "/app/prices/import_job.py", line 90, in <module>
Nov 20 03:00:17 import-2 cron[9921]:     load(row["net_price"])
Nov 20 03:00:17 import-2 cron[9921]:   File "/app/prices/loader.py", line 44, in load
Nov 20 03:00:17 import-2 cron[9921]: decimal.InvalidOperation: [<class 'decimal.ConversionSyntax'>]"#,
        "decimal.InvalidOperation: [<class 'decimal.ConversionSyntax'>]",
    ]),
    ("node-emitter", "node:events:491
      throw er; // Unhandled 'error' event
Error: read ECONNRESET
    at TCP.onStreamRead (node:internal/stream_base_commons:217:20)
Emitted 'error' event on Socket instance at:
  errno: -104, code: 'ECONNRESET', syscall: 'read'", &[
        "Error: read ECONNRESET
    at TLSWrap.onStreamRead (node:internal/stream_base_commons:211:20) {
  errno: -54,
  code: 'ECONNRESET',
  syscall: 'read'
}",
        "{ Error: read ECONNRESET at TCP.onread (net.js:602:25) errno: 'ECONNRESET', code: 'ECONNRESET', syscall: 'read' }",
    ]),
    ("rust-panic", "thread 'resize-2' panicked at src/resize.rs:57:23:
index out of bounds: the len is 0 but the index is 0
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace", &[
        "thread 'tokio-runtime-worker' panicked at 'index out of bounds: the len is 0 but the index is 3', src/resize.rs:61:9",
        "panicked at src/resize.rs:60:23:
index out of bounds: the len is 4 but the index is 4",
    ]),
    ("cpp-core", "double free or corruption (fasttop)
Aborted (core dumped)
#4  0x00007f3b1c2a9d3a in OrderBook::~OrderBook() () from /opt/match/libbook.so.4
*** Program terminated with signal SIGABRT, Aborted.", &[
        "matchd: malloc.c: *** Error in `/opt/match/matchd': double free or corruption (fasttop): 0x00000000021a3c20 ***
======= Backtrace: =========
/lib64/libc.so.6(+0x81329)[0x7f10c7b32329]
/opt/match/libbook.so.4(_ZN9OrderBookD1Ev+0x1a)",
        "double free or corruption (!prev)",
    ]),
    ("kernel-oom", "[1839201.112345] searchd invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0
[1839201.112399] Out of memory: Killed process 20311 (searchd) total-vm:18823412kB, anon-rss:15912000kB, file-rss:0kB, shmem-rss:0kB, UID:998", &[
        "Nov 20 03:14:15 host-9 kernel: [ 9912.110] indexd invoked oom-killer: gfp_mask=0x14200ca(GFP_HIGHUSER_MOVABLE), nodemask=(null), order=0, oom_score_adj=1000",
        "Memory cgroup out of memory: Killed process 771 (searchd)",
    ]),
    ("systemd", "Mar 01 02:10:44 relay1 systemd[1]: mailrelay.service: Main process exited, code=exited, status=217/USER
Mar 01 02:10:44 relay1 systemd[1]: mailrelay.service: Failed with result 'exit-code'.
Mar 01 02:10:45 relay1 systemd[1]: mailrelay.service: Start request repeated too quickly.", &[
        "Nov 20 03:14:15 relay9 systemd[1]: mailrelay.service: Main process exited, code=exited, status=217/USER
Nov 20 03:14:15 relay9 systemd[1]: mailrelay.service: Failed with result 'exit-code'.",
        "systemd[1]: postfix.service: Start request repeated too quickly.",
    ]),
    ("nginx-502", r#"2024/03/02 11:15:02 [error] 31#31: *120398 upstream prematurely closed connection while reading response header from upstream, client: 203.0.113.9, server: shop.example.com, request: "GET /cart HTTP/1.1", upstream: "http://10.0.4.12:8080/cart", host: "shop.example.com""#, &[
        r#"2026/11/20 03:10:00 [error] 7#7: *9 upstream prematurely closed connection while reading response header from upstream, client: 10.9.9.9, server: _, request: "POST /pay?x=(1) HTTP/1.1", upstream: "http://127.0.0.1:3000/pay", host: "pay.internal", referrer: "-""#,
    ]),
    ("nginx-503", r#"2024/04/02 09:01:10 [error] 77#77: *88 limiting requests, excess: 20.840 by zone "login", client: 198.51.100.4, server: id.example.com, request: "POST /login HTTP/2.0", host: "id.example.com"
198.51.100.4 - - [02/Apr/2024:09:01:10 +0000] "POST /login HTTP/2.0" 503 197 "-" "Mozilla/5.0""#, &[
        r#"[error] 1#1: *7 limiting requests, excess: 5.120 by zone "api", client: 10.0.0.3, server: api.internal, request: "GET / HTTP/1.1""#,
        r#"10.0.0.9 - - [20/Nov/2026:03:09:09 +0000] "POST /login HTTP/2.0" 503 99 "-" "curl/8.1""#,
    ]),
    ("haproxy", r#"Apr  3 14:00:01 lb2 haproxy[812]: Server be_feed/feed-03 is DOWN, reason: Layer7 wrong status, code: 404, info: "Not Found", check duration: 3ms. 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.
Apr  3 14:00:01 lb2 haproxy[812]: backend be_feed has no server available!"#, &[
        r#"Nov 20 03:15:00 lb7 haproxy[4]: Server be_news/news-01 is DOWN, reason: Layer7 wrong status, code: 404, info: "Not Found", check duration: 9ms. 1 active and 0 backup servers left."#,
        "[ALERT] (8) : backend 'be_feed' has no server available!",
    ]),
    ("pg-conn", "2024-05-06 07:08:09.123 UTC [4410] bookings@bookings FATAL:  sorry, too many clients already
2024-05-06 07:08:09.124 UTC [4411] FATAL:  remaining connection slots are reserved for non-replication superuser connections", &[
        r#"psql: error: connection to server at "db-3.internal" (10.1.1.1), port 5432 failed: FATAL:  sorry, too many clients already"#,
    ]),
    ("pg-dead", r#"ERROR:  deadlock detected
DETAIL:  Process 18293 waits for ShareLock on transaction 8812310; blocked by process 18301.
HINT:  See server log for query details.
CONTEXT:  while updating tuple (42,17) in relation "bins"
STATEMENT:  UPDATE bins SET qty = qty - 1 WHERE id = $1 AND NOT locked"#, &[
        "ERROR: deadlock detected (SQLSTATE 40P01)",
        "2026-11-20 03:16:00 UTC [77]: [3-1] db=wh,user=app ERROR:  deadlock detected
2026-11-20 03:16:00 UTC [77]: DETAIL:  Process 77 waits for ShareLock on transaction 99; blocked by process 78.
	Process 78 waits for ShareLock on transaction 98; blocked by process 77.
	Process 77: UPDATE bins SET qty = qty - 1 WHERE id = 7 AND NOT locked",
    ]),
    ("mysql", "ERROR 1205 (HY000): Lock wait timeout exceeded; try restarting transaction
SQLSTATE[HY000]: General error: 1205 Lock wait timeout exceeded; try restarting transaction (SQL: update `topics` set `views` = `views` + 1 where `id` = 4471)", &[
        "(1205, 'Lock wait timeout exceeded; try restarting transaction')",
        "sqlalchemy.exc.OperationalError: (pymysql.err.OperationalError) (1205, 'Lock wait timeout exceeded; try restarting transaction') [SQL: UPDATE users SET x=%(x)s WHERE id = %(id)s] [parameters: {'x': 1}] (Background on this error at: https://docs.example/e/14)",
    ]),
    ("redis", "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option).", &[
        "redis.exceptions.ResponseError: MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.",
    ]),
    ("kafka", "[2024-06-01 12:00:00,001] WARN [Consumer clientId=clicks-7, groupId=clicks-agg] Offset commit cannot be completed since the consumer is not part of an active group for auto partition assignment (org.apache.kafka.clients.consumer.internals.ConsumerCoordinator)
org.apache.kafka.clients.consumer.CommitFailedException: Commit cannot be completed since the group has already rebalanced and assigned the partitions to another member.", &[
        "2026-11-20T03:18:00.000+0000 ERROR o.a.k.c.c.i.ConsumerCoordinator : [Consumer clientId=ev-1, groupId=ev] Offset commit failed: org.apache.kafka.clients.consumer.CommitFailedException: Offset commit cannot be completed since the consumer is not part of an active group for auto partition assignment; it is likely that the consumer was kicked out of the group.",
        "o.a.k.clients.consumer.CommitFailedException",
    ]),
    ("elastic", r#"{"error":{"root_cause":[{"type":"cluster_block_exception","reason":"index [catalogue-v7] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];"}],"type":"cluster_block_exception"},"status":429}"#, &[
        "elasticsearch.exceptions.AuthorizationException: AuthorizationException(403, 'cluster_block_exception', 'index [orders-2026.11.20] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];')",
        "TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block",
    ]),
    ("k8s-events", r#"Warning | FailedMount | pod/payments-7c9f8d6b5-q2lxz | MountVolume.SetUp failed for volume "tls" : secret "payments-tls" not found
Warning | BackOff | pod/payments-7c9f8d6b5-q2lxz | Back-off restarting failed container payments in pod payments-7c9f8d6b5-q2lxz_prod(0a1b2c3d-1111-2222-3333-444455556666)"#, &[
        r#"  Type     Reason       Age                From               Message
  ----     ------       ----               ----               -------
  Warning  FailedMount  3s (x6 over 19s)   kubelet            MountVolume.SetUp failed for volume "tls" : secret "refunds-tls" not found"#,
        r#"{"kind":"Event","reason":"FailedMount","message":"MountVolume.SetUp failed for volume \"tls\" : secret \"a-tls\" not found","metadata":{"name":"x.17a","namespace":"prod"}}"#,
    ]),
    ("docker", "Error response from daemon: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://hub.example/increase-rate-limit", &[
        r#"Failed to pull image "node:20": rpc error: code = Unknown desc = toomanyrequests: You have reached your pull rate limit."#,
    ]),
    ("terraform", "╷
│ Error: Error acquiring the state lock
│
│ Error message: ConditionalCheckFailedException: The conditional request failed
│ Lock Info:
│   ID:        2f1c0f6e-90aa-4c1e-b0f6-7b8b6a2a1c11
│   Operation: OperationTypeApply
╵", &[
        "│ Error: Error acquiring the state lock
│ 
│ Error message: operation error DynamoDB: PutItem, https response error StatusCode: 400, RequestID: ABCDEFGH12345, ConditionalCheckFailedException: The conditional request failed
│ Lock Info:
│   ID:        11111111-2222-3333-4444-555555555555
│   Path:      acme/prod/terraform.tfstate
│   Operation: OperationTypePlan
│   Who:       ci@runner-9",
    ]),
    ("aws", r#"An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::123456789012:assumed-role/uploader/i-0abc123def456 is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::media-in/a.jpg" because no identity-based policy allows the s3:PutObject action"#, &[
        r#"botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::999999999999:assumed-role/thumbs/i-0fff is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::thumbs/z.png" because no identity-based policy allows the s3:PutObject action"#,
    ]),
    ("gcp", "ERROR: (gcloud.compute.instances.create) Could not fetch resource:
 - code: ZONE_RESOURCE_POOL_EXHAUSTED  message: The zone 'projects/acme/zones/europe-west4-b' does not have enough resources available to fulfill the request. Try a different zone, or try again later.", &[
        "googleapi: Error 503: The zone 'projects/other/zones/us-central1-a' does not have enough resources available to fulfill the request.  '(resource type:compute)'., ZONE_RESOURCE_POOL_EXHAUSTED",
    ]),
    ("azure", r#"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation.","innerError":{"date":"2024-07-01T08:00:00","request-id":"9b8a7c6d-aaaa-bbbb-cccc-ddddeeeeffff","client-request-id":"1-2-3"}}}"#, &[
        "Authorization_RequestDenied: Insufficient privileges to complete the operation. date: 2026-11-20T03:20:00 request-id: 01234567-89ab-cdef-0123-456789abcdef",
    ]),
    ("tls", r#"09:00 partners see: Post "https://tariff.example.com/v2/quote": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-08-04T09:00:00Z is after 2024-08-04T00:00:00Z
09:40 the renewed certificate is installed"#, &[
        r#"Get "https://billing.internal/healthz": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-20T03:00:00Z is after 2026-11-19T23:59:59Z"#,
    ]),
    ("dns", "dial tcp: lookup inventory.eu2.svc.cluster.local on 10.96.0.10:53: read udp 10.244.1.7:41873->10.96.0.10:53: i/o timeout
curl: (6) Could not resolve host: inventory.eu2.svc.cluster.local", &[
        "dial tcp: lookup users.us1.svc.cluster.local on 10.100.0.10:53: read udp 10.1.2.3:5555->10.100.0.10:53: i/o timeout",
        "curl: (6) Could not resolve host: api.internal",
    ]),
    ("grpc", "rpc error: code = DeadlineExceeded desc = context deadline exceeded
grpc-status: 4, grpc-message: Deadline Exceeded, service: planner.v1.Routes/Compute", &[
        r#"status: StatusCode.DEADLINE_EXCEEDED details: "Deadline Exceeded" debug_error_string: "UNKNOWN:Error received from peer {created_time:"2026-11-20T03:22:00", grpc_status:4, grpc_message:"Deadline Exceeded"}""#,
        "io.grpc.StatusRuntimeException: DEADLINE_EXCEEDED: deadline exceeded after 4.99s. [closed=[], open=[[remote_addr=planner/10.0.0.7:9000]]]",
    ]),
    ("access", r#"192.0.2.17 - alice [10/Oct/2024:13:55:36 -0700] "POST /v1/export/archive HTTP/1.1" 413 585 "-" "export-client/1.2.3" rt=0.004"#, &[
        r#"203.0.113.200 - bob [20/Nov/2026:03:23:00 +0000] "POST /v1/export/archive HTTP/1.1" 413 601 "-" "export-client/1.4.0" rt=0.010"#,
    ]),
    ("jsonlog", r#"{"ts":"2024-09-09T09:09:09.999Z","level":"error","logger":"coupon.apply","msg":"duplicate key value violates unique constraint \"coupon_use_pkey\"","order_id":"A-99812","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","kind":"server","status":"500"}"#, &[
        r#"{"ts":"2026-11-20T03:24:00.000Z","level":"error","logger":"coupon.apply","msg":"duplicate key value violates unique constraint \"coupon_use_pkey\"","order_id":"B-1","trace_id":"ffffffffffffffffffffffffffffffff","kind":"server","status":"500"}"#,
        r#"ERROR:  duplicate key value violates unique constraint "coupon_use_pkey"
DETAIL:  Key (order_id)=(7) already exists."#,
        "status:500 kind:server title:none cause:unknown date:yesterday service:coupon action:apply duplicate key value violates unique constraint",
    ]),
    ("winevent", "Log Name | System
Source | Service Control Manager
Event ID | 7031
Description | The Server Message Block Witness service terminated unexpectedly. It has done this 3 time(s). The following corrective action will be taken in 60000 milliseconds: Restart the service.", &[
        "Event ID: 7031
Task Category: None
Level: Error
Keywords: Classic
User: N/A
Computer: BR-FS-02
Description: The Server Message Block Witness service terminated unexpectedly.  It has done this 1 time(s).",
        "The Print Spooler service terminated unexpectedly. It has done this 2 time(s). The following corrective action will be taken in 5000 milliseconds: Restart the service.",
    ]),
    ("powershell", r#"Move-AcmeMailbox : The term 'Move-AcmeMailbox' is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.
At C:\Scripts\move.ps1:12 char:5
    + CategoryInfo          : ObjectNotFound: (Move-AcmeMailbox:String) [], CommandNotFoundException
    + FullyQualifiedErrorId : CommandNotFoundException"#, &[
        "Get-AcmeThing : The term 'Get-AcmeThing' is not recognized as the name of a cmdlet, function, script file, or operable program.
At line:1 char:1
+ Get-AcmeThing -Identity bob | Select *
+ ~~~~~~~~~~~~~
    + CategoryInfo          : ObjectNotFound: (Get-AcmeThing:String) [], CommandNotFoundException",
        r#"CommandNotFoundException C:\Temp\x.ps1:3 char:1"#,
    ]),
];

fn shelf_of(rows: &[Row]) -> Vec<IncidentDocument> {
    rows.iter()
        .map(|(slug, message, _)| {
            let body = (*message).to_owned();
            IncidentDocument { body, ..incident(slug, "An incident") }
        })
        .collect()
}

#[test]
fn the_message_of_another_machine_finds_the_incident() {
    let searcher = searcher(&shelf_of(SYSTEMS));
    for (slug, message, variants) in SYSTEMS {
        for query in variants.iter().chain([message]) {
            let results = search(&searcher, query).unwrap_or_else(|error| panic!("{query}: {error}"));
            assert_eq!(slugs(&results).first(), Some(slug), "{query}: {:?}", results.notes);
            assert!(results.notes.len() <= MOST_NOTES, "{query}: {:?}", results.notes);
        }
    }
}

/// Incidents about one thing each, in prose.
const PROSE: &[(&str, &str)] = &[
    ("patch", "After the upgrade from 1.2.2 to 1.2.3 the cache was empty. It listens on 8443."),
    ("minor", "After the upgrade from 1.22 to 1.23 the cache was empty. It listens on 8080."),
    (
        "gateway",
        "The checkout-api answered 502 after a time-out; errno -104 in its log of request 0x7f3b1c2a.",
    ),
    ("unavailable", "The CatalogueAPI answered 503. Café naïve. Trace 4bf92f3577b34da6a3ce929d0e0e4736."),
    ("abroad", "Оплата не прошла, 支払いが失敗しました, فشل الدفع على الموقع."),
    ("words", "The host cluster does a late free; the char of the driver is held, a post comes later."),
];

/// Runs a table of query → slugs in order over the prose.
#[track_caller]
fn check(table: &[(&str, &[&str])]) {
    check_in(PROSE, table);
}

/// Runs a table of query → slugs in order over texts.
#[track_caller]
fn check_in(texts: &[(&str, &str)], table: &[(&str, &[&str])]) {
    let documents = texts.iter().map(|(slug, text)| {
        let body = (*text).to_owned();
        IncidentDocument { body, ..incident(slug, "An incident") }
    });
    let searcher = searcher(&documents.collect::<Vec<_>>());
    for (query, expected) in table {
        let results = search(&searcher, query).unwrap_or_else(|error| panic!("{query:?}: {error}"));
        assert_eq!(slugs(&results), *expected, "{query:?}, notes: {:?}", results.notes);
    }
}

#[test]
fn numbers_versions_and_ids_match_exactly() {
    check(&[
        ("502", &["gateway"]),
        ("503", &["unavailable"]),
        ("504", &[]),
        ("５０２", &["gateway"]),
        ("5xx", &["gateway", "unavailable"]),
        ("５ｘｘ", &["gateway", "unavailable"]),
        ("1.2.3", &["patch"]),
        ("v1.2.3", &["patch"]),
        ("1.23", &["minor"]),
        ("v1.23", &["minor"]),
        ("12.3", &[]),
        ("8443", &["patch"]),
        ("8444", &[]),
        ("errno -104", &["gateway"]),
        ("cache -minor -1.22", &["patch"]),
        ("0x7f3b1c2a", &["gateway"]),
        ("4bf92f3577b34da6a3ce929d0e0e4736", &["unavailable"]),
    ]);
}

#[test]
fn names_and_scripts_are_found_however_they_are_written() {
    check(&[
        ("checkout_api", &["gateway"]),
        ("CheckoutAPI", &["gateway"]),
        ("checkoutapi", &["gateway"]),
        ("checkout api", &["gateway"]),
        ("ｃｈｅｃｋｏｕｔ－ａｐｉ", &["gateway"]),
        ("check\u{200b}out‐api", &["gateway"]),
        ("\u{202e}checkout-api\u{202c}", &["gateway"]),
        ("🔥 checkout-api 🔥", &["gateway"]),
        ("chekout-api", &["gateway", "unavailable"]),
        ("timeout", &["gateway"]),
        ("time out", &["gateway"]),
        ("catalogue-api", &["unavailable"]),
        ("CAFE NAIVE", &["unavailable"]),
        ("ОПЛАТА", &["abroad"]),
        ("支払い", &["abroad"]),
        ("失敗しました", &["abroad"]),
        ("失敗 支払い", &["abroad"]),
        ("الدفع", &["abroad"]),
    ]);
}

#[test]
fn accents_elision_and_suffixes_of_versions_do_not_matter() {
    let texts = [
        ("accents", "Η βάση δεδομένων έπεσε, ο δίσκος γέμισε. Ещё раз. İstanbul erişim sorunu, ışık yok."),
        ("elision", "L'incident a commencé quand l’ordonnanceur s'est arrêté; jusqu'à dix heures."),
        ("candidate", "Rolled back to v2.4.0-rc.1 of the proxy."),
    ];
    check_in(
        &texts,
        &[
            ("βαση", &["accents"]),
            ("ΒΆΣΗ", &["accents"]),
            ("δισκοσ", &["accents"]),
            ("еще", &["accents"]),
            ("istanbul", &["accents"]),
            ("ISIK", &["accents"]),
            ("ordonnanceur", &["elision"]),
            ("incident commence", &["elision"]),
            ("l'ordonnanceur", &["elision"]),
            ("2.4.0", &["candidate"]),
            ("v2.4.0", &["candidate"]),
            ("v2.4.0-rc.1", &["candidate"]),
            ("2.4", &[]),
        ],
    );
}

#[test]
fn a_valid_word_is_not_corrected_to_another_one() {
    for word in ["ghost", "gluster", "dogs", "lake", "tree", "chair", "river", "helm", "past", "water"] {
        check(&[(word, &[])]);
    }
    check(&[
        ("hsot", &["words"]),
        ("drivr", &["words"]),
        ("clusetr", &["words"]),
        ("upgarde 1.23", &["minor", "patch"]),
        ("catalouge", &["unavailable"]),
        ("cathce", &[]),
        ("cacche 1.23", &["minor", "patch"]),
    ]);
}

#[test]
fn query_syntax_in_a_log_is_text() {
    check(&[
        ("[warn] cache NOT empty AND upgrade -upgrade OR 1.22", &["minor", "patch"]),
        ("status:502 kind:server cause:none date:yesterday request: checkout-api", &["gateway"]),
        ("cause:dns upgrade cache; 1.2.2", &["patch", "minor"]),
        ("date:1999-01-01 level:error {upgrade cache} 1.2.2", &["patch", "minor"]),
        ("service:nobody | checkout-api | 502", &["gateway"]),
    ]);
}
