import JSON
import JSONSchema

/// Checks an order and says in sentences what is wrong with it.
func checkedOrder() throws -> [String] {
    let schema = try Schema(
        JSONValue(
            parsing: #"""
                {
                  "type": "object",
                  "required": ["supplier", "lines"],
                  "properties": {
                    "supplier": { "type": "string", "pattern": "^SUP-[0-9]+$" },
                    "due": { "type": "string", "format": "date" },
                    "lines": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/line" } }
                  },
                  "$defs": {
                    "line": {
                      "required": ["price"],
                      "properties": { "price": { "type": "number", "multipleOf": 0.01 } }
                    }
                  }
                }
                """#), formats: true)

    let order = try JSONValue(
        parsing: #"{ "supplier": "ACME", "due": "2026-02-30", "lines": [{ "price": 19.999 }, {}] }"#)

    if schema.accepts(order) { return [] }
    return schema.violations(of: order).map { "\($0.pointer) (\($0.keywordLocation)): \($0.message)" }
}
