import JSON

/// A list of `lists/`: facts that rules read and that an AI can't supply itself.
public enum ReferenceList {
    /// Reads a list from YAML.
    public static func load(_ text: String, file: String) -> Result<JSONValue, Problem> {
        let reading = YAMLReading(file: file)
        guard let root = reading.root(of: text), reading.problems.isEmpty else {
            return .failure(reading.problems.first ?? Problem(file: file, "the file is empty"))
        }
        return .success(root.json)
    }
}
