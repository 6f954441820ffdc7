import Foundation
import Handoff
import HandoffStore

/// Why a connector wrote nothing.
package enum ConnectorError: Error, Sendable, Hashable {
    /// It can't be used as it is configured: what is wrong, and what to do.
    case misconfigured(String)
    /// The operating system refused.
    case system(SystemCallError)

    package var message: String {
        switch self {
        case .misconfigured(let message): message
        case .system(let failure): failure.description
        }
    }

    /// What is known of an attempt that ended so. What is short now may not be short later; what isn't there, or may not be opened,
    /// stays so until somebody changes it.
    package var outcome: DeliveryOutcome {
        switch self {
        case .misconfigured(let message): .unusable(message: message)
        case .system(let failure) where failure.mayPass: .retry(message: failure.description)
        case .system(let failure): .unusable(message: failure.description)
        }
    }
}

extension SystemCallError {
    private static let passing: Set<Int32> = [
        EAGAIN, ENOMEM, EMFILE, ENFILE, ETXTBSY, EINTR, EIO, ENOSPC, EDQUOT, EFBIG, EBUSY,
    ]

    /// Whether the same call may succeed later, with nothing changed by anybody.
    package var mayPass: Bool { Self.passing.contains(code) }
}
