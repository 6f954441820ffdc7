import ArgumentParser
import Foundation
import JSON
import ReviewDesk

extension ContractCommand {
    /// `countersign contract eval`
    struct Eval: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "eval", abstract: "Evaluate a rule or a schema, away from any store.",
            discussion: """
                A rule is evaluated with plain JSON variables: a number written as an integer is an int, any other a double.
                A schema says of data whether it is valid, and everything that is wrong with it.

                With --batch, each line of the input is a request, and each gets one line as its answer, in order:
                  {"cel": EXPR, "with": {…}, "typed": {…}}      {"t": TYPE, "v": VALUE} or {"error": "…"}
                  {"schema": S, "data": D, "formats": true}     {"valid": …, "violations": […]} or {"error": "…"}
                Variables under "typed" carry their types: {"t": "int", "v": "123"}.

                Examples:
                  countersign contract eval 'payload.amount > 1000.0' --with '{"payload": {"amount": 1200.5}}'
                  countersign contract eval --schema payment.schema.json --data payment.json --formats
                  countersign contract eval --batch requests.jsonl --schemas ./schemas=https://schemas.example/
                """)

        @Argument(help: "A rule in CEL; with --batch the file of requests (- or nothing is standard input).")
        var input: String?
        @Flag(help: "Answer each line of a file with one line.") var batch = false
        @Option(help: ArgumentHelp("The rule's variables.", valueName: "json")) var with = "{}"
        @Option(help: ArgumentHelp("A file with a JSON Schema.", valueName: "file")) var schema: String?
        @Option(help: ArgumentHelp("A file with the data to validate.", valueName: "file")) var data: String?
        @Flag(help: "Assert the formats of the schema.") var formats = false
        @Option(
            parsing: .singleValue,
            help: ArgumentHelp("Files of a folder are the schemas below a URI; repeatable.", valueName: "dir=uri"))
        var schemas: [String] = []
        @Flag(help: "Print the answer as JSON.") var json = false

        func run() throws {
            let evaluation = BatchEvaluation(schemas: try schemas.map(Self.folder))
            if batch { return try answerLines(evaluation) }
            if let schema {
                guard let data else { throw DeskError.usage("--schema needs --data too: the file to validate") }
                return try answer(
                    evaluation.answer(to: [
                        "schema": try Self.document(schema), "data": try Self.document(data), "formats": .bool(formats),
                    ]))
            }
            guard let input else {
                throw DeskError.usage("say a rule, --schema and --data, or --batch; --help has examples")
            }
            let variables = try Self.json(Data(with.utf8), name: "--with")
            if !json, case .failure(let error) = BatchEvaluation.expression(input) {
                Output.textNote(error.rendering)
                throw ExitCode(65)
            }
            try answer(evaluation.answer(to: ["cel": .string(input), "with": variables]))
        }

        private func answerLines(_ evaluation: BatchEvaluation) throws {
            let lines = try SubmissionInput(input)
            try lines.forEachLine { item in
                switch item.content {
                case .success(let request): Output.json(evaluation.answer(to: request))
                case .failure(let error):
                    Output.json(BatchEvaluation.failure("line \(item.line): \(error.message)"))
                }
            }
        }

        private func answer(_ answer: JSONValue) throws {
            if json {
                Output.json(answer)
            } else if let error = answer["error"]?.string {
                Output.note(error)
            } else if let violations = answer["violations"]?.array {
                for violation in violations {
                    let path = violation["path"]?.string ?? ""
                    Output.line(
                        "\(path.isEmpty ? "/" : path): \(violation["message"]?.string ?? "") [\(violation["keyword"]?.string ?? "")]"
                    )
                }
                if violations.isEmpty { Output.line("valid") }
            } else {
                Output.line("\(answer["t"]?.string ?? ""): \(answer["v"]?.printable ?? "")")
            }
            if answer["error"] != nil || answer["valid"] == .bool(false) { throw ExitCode(65) }
        }

        private static func folder(_ text: String) throws -> SchemaFolder {
            guard let folder = SchemaFolder(text) else {
                throw DeskError.usage("--schemas is written DIR=URI, for example ./schemas=https://schemas.example/")
            }
            guard FileManager.default.fileExists(atPath: folder.path) else {
                throw DeskError.usage("there is no folder '\(folder.path)' to take schemas from")
            }
            return folder
        }

        private static func document(_ file: String) throws -> JSONValue {
            guard let contents = FileManager.default.contents(atPath: file) else {
                throw DeskError.usage("'\(file)' can't be read")
            }
            return try json(contents, name: file)
        }

        private static func json(_ bytes: Data, name: String) throws -> JSONValue {
            do throws(JSONError) {
                return try JSONValue(parsing: bytes)
            } catch {
                throw SubmissionInput.invalid(
                    "\(name):\(error.line):\(error.column): this is not JSON: \(error.message)")
            }
        }
    }
}
