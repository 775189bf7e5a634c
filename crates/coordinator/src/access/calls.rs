//! What each call needs. What is not in this table cannot be called by anybody.

use dwell_domain::Scope;

/// A service and its calls.
#[derive(Debug)]
pub struct Service {
    /// Its full name.
    pub name: &'static str,
    /// Each call, and what it needs.
    pub calls: &'static [(&'static str, Needs)],
}

/// What a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Not even a token.
    Nothing,
    /// A token of this scope.
    Token(Scope),
}

const WORKER: Needs = Needs::Token(Scope::Worker);
const SUBMIT: Needs = Needs::Token(Scope::Submit);
const READ: Needs = Needs::Token(Scope::Read);

/// Every service that a coordinator has.
pub const SERVICES: &[Service] = &[
    Service {
        name: "dwell.v1.SweepService",
        calls: &[
            ("Plan", READ),
            ("Submit", SUBMIT),
            ("Get", READ),
            ("List", READ),
            ("Cancel", SUBMIT),
            ("Watch", READ),
        ],
    },
    Service {
        name: "dwell.v1.ResultService",
        calls: &[
            ("Trials", READ),
            ("Trial", READ),
            ("Tradeoff", READ),
            ("Query", READ),
            ("Views", READ),
            ("Weights", READ),
            ("Export", READ),
        ],
    },
    Service {
        name: "dwell.v1.ClusterService",
        calls: &[
            ("Workers", READ),
            ("Status", READ),
            ("Explain", READ),
            ("Worker", READ),
        ],
    },
    Service {
        name: "dwell.v1.WorkerService",
        calls: &[
            ("Register", WORKER),
            ("Acquire", WORKER),
            ("Report", WORKER),
            ("PutCheckpoint", WORKER),
            ("GetCheckpoint", WORKER),
        ],
    },
    Service {
        name: "grpc.health.v1.Health",
        calls: &[("Check", Needs::Nothing), ("Watch", Needs::Nothing)],
    },
    Service {
        name: "grpc.reflection.v1.ServerReflection",
        calls: &[("ServerReflectionInfo", READ)],
    },
];

/// What the call at a path (`/SERVICE/CALL`) needs; `None` where there is no such call.
pub(super) fn needs(path: &str) -> Option<Needs> {
    let (service, call) = path.strip_prefix('/')?.split_once('/')?;
    let service = SERVICES.iter().find(|known| known.name == service)?;
    let found = service.calls.iter().find(|(name, _)| *name == call);
    found.map(|(_, needed)| *needed)
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use prost_types::FileDescriptorSet;

    use super::*;

    /// Every call of the services that a coordinator has.
    fn described() -> Vec<String> {
        let sets = [
            dwell_proto::DESCRIPTORS,
            tonic_health::pb::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
        ];
        let files = sets.into_iter().flat_map(|set| {
            let set = FileDescriptorSet::decode(set).expect("it was encoded by a compiler");
            set.file
        });
        let mut paths = Vec::new();
        for file in files {
            for service in &file.service {
                let name = format!("/{}.{}/", file.package(), service.name());
                let calls = service.method.iter();
                paths.extend(calls.map(|call| format!("{name}{}", call.name())));
            }
        }
        paths.sort();
        paths
    }

    #[test]
    fn every_call_is_in_the_table_once_and_nothing_else_is() {
        let mut in_table: Vec<String> = SERVICES
            .iter()
            .flat_map(|service| {
                let calls = service.calls.iter();
                calls.map(|(call, _)| format!("/{}/{call}", service.name))
            })
            .collect();
        in_table.sort();
        assert_eq!(in_table, described());
        assert!(in_table.iter().all(|path| needs(path).is_some()));
    }

    #[test]
    fn nothing_of_dwell_is_open_to_everybody() {
        let own = SERVICES.iter().filter(|one| one.name.starts_with("dwell."));
        let open = own
            .flat_map(|one| one.calls)
            .find(|(_, needed)| *needed == Needs::Nothing);
        assert_eq!(open, None);
    }

    #[test]
    fn what_is_not_in_the_table_is_no_call() {
        for path in [
            "",
            "/",
            "//",
            "/dwell.v1.SweepService",
            "/dwell.v1.SweepService/",
            "/dwell.v1.SweepService/plan",
            "/dwell.v1.SweepService/Plan/",
            "dwell.v1.SweepService/Plan",
        ] {
            assert_eq!(needs(path), None, "{path}");
        }
    }
}
