import JSON

extension JSONValue {
    /// The value with a merge patch applied (RFC 7396): members that are objects are merged, null removes, anything else replaces.
    func merging(_ patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var result = object ?? JSONObject()
        for member in changes.members {
            // A nil literal alone would be a null.
            let none: JSONValue? = .none
            result[member.name] = member.value.isNull ? none : (result[member.name] ?? .null).merging(member.value)
        }
        return .object(result)
    }
}
