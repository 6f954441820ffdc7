import ContractFixtures
import JSON
import Testing

@testable import ContractEngine

/// Which fields are money, how an amount is written for a person, and where it is found in a text.
@Suite struct MoneyTests {
    private func contract(_ money: String) throws -> Contract {
        let text = Sample.contract.replacing("payload:\n", with: "payload:\n  money: \(money)\n")
        let (contract, problems) = Contract.load(text, file: "c.yaml")
        return try #require(contract, "\(problems)")
    }

    @Test func `The currency is that of the item in which the amount stands`() throws {
        let contract = try contract(#"{ /amount: /currency, "/lines/*/amount": "/lines/*/currency", /fee: EUR }"#)
        let payload: JSONValue = try JSONValue(
            parsing: """
                {"amount": 5, "currency": "CHF", "fee": 1,
                 "lines": [{"amount": 1, "currency": "SEK"}, {"amount": 2, "currency": "JPY"}, {"amount": 3}]}
                """)
        let table: [(String, String?)] = [
            ("/amount", "CHF"), ("/lines/0/amount", "SEK"), ("/lines/1/amount", "JPY"), ("/lines/2/amount", nil),
            ("/fee", "EUR"), ("/currency", nil), ("/lines/0", nil),
        ]
        for (place, currency) in table {
            let pointer = try #require(JSONPointer(parsing: place))
            #expect(contract.currency(at: pointer, in: payload) == currency, "\(place)")
        }
        #expect(contract.currencyOfStake(JSONNumber("2.0"), in: payload) == "JPY")
        #expect(contract.currencyOfStake(JSONNumber("77"), in: payload) == nil)
        #expect(try self.contract("{ /amount: /currency }").currencyOfStake(JSONNumber("77"), in: payload) == "CHF")
    }

    @Test(arguments: ["{ amount: EUR }", "{ /amount: 5 }", "{ /amount: not a code }", #"{ /a: "/lines/*/currency" }"#])
    func `A field or a currency that can't be meant refuses the contract`(_ money: String) {
        let text = Sample.contract.replacing("payload:\n", with: "payload:\n  money: \(money)\n")
        #expect(Contract.load(text, file: "c.yaml").contract == nil)
    }

    @Test(arguments: [
        ("128450.75", "128,450.75"), ("8900.00", "8,900.00"), ("999", "999"), ("1000", "1,000"),
        ("-1234567", "-1,234,567"),
        ("0.12345", "0.12345"), ("1e6", "1e6"), ("12a", "12a"), ("", ""),
    ])
    func `Digits are grouped and nothing else is changed`(_ text: String, _ grouped: String) {
        #expect(WrittenAmount.grouped(text) == grouped)
    }

    @Test(arguments: [
        "128450.75", "128,450.75", "128.450,75", "128 450.75", "128\u{A0}450,75", "128'450.75", "128\u{202F}450,750",
        "Total: EUR 128,450.75.", "1 128,450.75", "sum 1,2,128450.75",
    ])
    func `An amount is found whatever its grouping`(_ text: String) {
        #expect(WrittenNumbers(in: text).contains(JSONNumber("128450.75")!))
    }

    @Test func `What is another number is not found`() {
        for text in ["128450.57", "128,45075", "28,450.75", "128450", "1284507.5", "12845075", "128.450.75"] {
            #expect(!WrittenNumbers(in: text).contains(JSONNumber("128450.75")!), "\(text)")
        }
        #expect(WrittenNumbers(in: "Order 12 of 2026-12-01: 300").contains(JSONNumber(300)))
        #expect(WrittenNumbers(in: "128.450").contains(JSONNumber(128450)))
        #expect(!WrittenNumbers(in: "128.451,00").contains(JSONNumber(128450)))
    }
}
