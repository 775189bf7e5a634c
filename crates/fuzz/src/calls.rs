//! Calls to a coordinator: any of them, with any bytes, in any order.

use dwell_coordinator::access::SERVICES;
use dwell_domain::spec::parse;
use dwell_proto::v1;
use prost::Message as _;
use tokio::runtime::Builder;

use crate::cluster::Cluster;

/// The most calls of one input.
const MOST_CALLS: usize = 16;

/// A larger sweep is not submitted: how long that takes is known.
const MOST_TRIALS: u64 = 200;

/// What precedes the message of a stream: whether it is compressed, and its length.
const FRAME: usize = 5;

/// Makes the calls that the bytes spell, each of them the numbers of a service and a call, a length in
/// two bytes, and a message; where the highest bit of the call's number is set, not a message but all
/// that is sent. What is refused has changed nothing, and nothing that was accepted contradicts anything.
pub fn calls(bytes: &[u8]) {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime of one thread needs nothing");
    runtime.block_on(async {
        let cluster = Cluster::start().await;
        let mut rest = bytes;
        for _ in 0..MOST_CALLS {
            let Some((call, others)) = Call::first_of(rest) else {
                break;
            };
            rest = others;
            if !call.is_large() {
                cluster.make(&call.path, call.sent).await;
            }
        }
        cluster.is_sound();
    });
}

/// A call.
struct Call {
    path: String,
    /// All that is sent.
    sent: Vec<u8>,
}

impl Call {
    /// The first call that bytes spell, and the bytes behind it.
    fn first_of(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let [service, call, low, high, rest @ ..] = bytes else {
            return None;
        };
        let is_raw = call & 0x80 != 0;
        let services = SERVICES.iter().filter(|one| one.name.starts_with("dwell."));
        let service = services.cycle().nth(usize::from(*service))?;
        let (call, _) = service.calls.iter().cycle().nth(usize::from(call & 0x7f))?;
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        let (message, rest) = rest.split_at(length.min(rest.len()));
        let path = format!("/{}/{call}", service.name);
        let sent = if is_raw {
            message.to_vec()
        } else {
            framed(message)
        };
        Some((Self { path, sent }, rest))
    }

    /// Whether it asks for a large sweep. Plans and submissions have the spec in the same field.
    fn is_large(&self) -> bool {
        let message = self.sent.get(FRAME..).unwrap_or_default();
        let request = v1::PlanRequest::decode(message).unwrap_or_default();
        parse(&request.spec).is_ok_and(|spec| spec.trials() > MOST_TRIALS)
    }
}

/// A message as it is sent: not compressed, and its length.
fn framed(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).expect("it is a part of the input");
    let mut sent = vec![0];
    sent.extend(length.to_be_bytes());
    sent.extend(message);
    sent
}
