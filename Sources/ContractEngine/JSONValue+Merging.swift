import JSON

extension JSONValue {
    /// The value with a merge patch applied (RFC 7396): members that are objects are merged, null removes, anything else replaces.
    func merging(_ patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var result = object ?? JSONObject()
        for (name, change) in changes.members {
            result[name] = change.isNull ? nil : (result[name] ?? .null).merging(change)
        }
        return .object(result)
    }
}
