import ContractEngine
import ExpressionAnalysis
import JSON

extension Lint {
    /// Fields that are said to be money, or to hold a currency, and that the schema has no place for.
    mutating func lookAtMoney() {
        let payload = Shape(schema: contract.payload.schemaText)
        for money in contract.payload.money {
            let place = JSONPointer.payload(.money).appending(money.place.description)
            if let missing = payload.missing(money.place) {
                note(
                    .unknownMoney, place, "the payload has no \(money.place): \(missing)",
                    "Name a field of payload.schema; * stands for each item of a list")
            }
            guard case .field(let field) = money.currency, let missing = payload.missing(field) else { continue }
            note(
                .unknownMoney, place, "the payload has no \(field): \(missing)",
                "Name the field that holds the currency, or a code such as EUR")
        }
    }
}

extension Shape {
    /// Why a value of this shape has nothing at a place; nil where it may.
    fileprivate func missing(_ place: JSONPointer) -> String? {
        var shape = self
        for token in place.tokens {
            guard let inner = shape.part(token) else { return "nothing is called '\(token)' there" }
            shape = inner
        }
        return shape.isNothing ? "the schema lets nothing in there" : nil
    }
}
