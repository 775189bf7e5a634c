//! The exit codes of `dwell`, as scripts may rely on them.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Ok,
    /// Something broke that should not have.
    Internal,
    /// The command line or the sweep file was refused; nothing was changed.
    Usage,
    /// The sweep has finished, but not with a result for every trial.
    FailedTrials,
    /// The time that was given is over.
    Timeout,
    /// A person ended it.
    Cancelled,
    /// No coordinator answers.
    Unreachable,
    /// Nothing has that name.
    NotFound,
    /// It does not fit the state that is there.
    Conflict,
    /// The caller may not do that.
    NotAllowed,
    /// What is kept, or a backup of it, is not as it should be.
    Damaged,
}

impl Exit {
    /// The number that the shell sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Internal => 1,
            Self::Usage => 2,
            Self::FailedTrials => 3,
            Self::Timeout => 4,
            Self::Cancelled => 5,
            Self::Unreachable => 6,
            Self::NotFound => 7,
            Self::Conflict => 8,
            Self::NotAllowed => 9,
            Self::Damaged => 10,
        }
    }

    /// What a status of gRPC means to a script.
    pub(crate) const fn of_grpc(code: tonic::Code) -> Self {
        use tonic::Code;
        match code {
            Code::Ok => Self::Ok,
            Code::InvalidArgument | Code::OutOfRange => Self::Usage,
            Code::DeadlineExceeded => Self::Timeout,
            Code::Cancelled => Self::Cancelled,
            Code::Unavailable => Self::Unreachable,
            Code::NotFound => Self::NotFound,
            Code::AlreadyExists | Code::FailedPrecondition | Code::Aborted => Self::Conflict,
            Code::PermissionDenied | Code::Unauthenticated => Self::NotAllowed,
            Code::Unknown
            | Code::ResourceExhausted
            | Code::Unimplemented
            | Code::Internal
            | Code::DataLoss => Self::Internal,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The codes as `dwell --help` documents them.
pub(crate) const DOCUMENTATION: &str = "\
Exit codes:
   0  all is well
   1  internal error
   2  wrong command line or sweep file; nothing was changed
   3  the sweep has finished, with failed trials
   4  the time given with --timeout is over
   5  cancelled
   6  no coordinator can be reached
   7  nothing has that name
   8  conflict with what is there
   9  not allowed
  10  what is kept, or a backup of it, is damaged";

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Exit; 11] = [
        Exit::Ok,
        Exit::Internal,
        Exit::Usage,
        Exit::FailedTrials,
        Exit::Timeout,
        Exit::Cancelled,
        Exit::Unreachable,
        Exit::NotFound,
        Exit::Conflict,
        Exit::NotAllowed,
        Exit::Damaged,
    ];

    #[test]
    fn every_code_is_distinct_and_documented() {
        for (expected, exit) in (0..).zip(ALL) {
            assert_eq!(exit.code(), expected);
            assert!(
                DOCUMENTATION.contains(&format!("\n  {expected:2}  ")),
                "{exit:?}"
            );
        }
    }

    #[test]
    fn what_a_coordinator_refuses_has_the_code_of_its_reason() {
        use tonic::Code;
        let expected = [
            (Code::InvalidArgument, 2),
            (Code::Unavailable, 6),
            (Code::NotFound, 7),
            (Code::FailedPrecondition, 8),
            (Code::PermissionDenied, 9),
            (Code::Internal, 1),
        ];
        for (grpc, code) in expected {
            assert_eq!(Exit::of_grpc(grpc).code(), code, "{grpc:?}");
        }
    }
}
