// swift-tools-version: 6.2
import PackageDescription

/// Where the targets stand: `Sources/Rules/JSON`, and its tests in `Tests/Rules/JSONTests`.
enum Folder: String {
    case rules = "Rules", contract = "Contract", store = "Store", outside = "Outside", screen = "Screen"
    case programs = "Programs"

    func target(
        _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], link: [LinkerSetting]? = nil
    ) -> Target {
        .target(
            name: name, dependencies: dependencies, path: "Sources/\(rawValue)/\(name)", exclude: exclude,
            linkerSettings: link)
    }

    func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        .executableTarget(name: name, dependencies: dependencies, path: "Sources/\(rawValue)/\(name)")
    }

    func tests(of name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
        .testTarget(
            name: name + "Tests", dependencies: [.target(name: name), "Fixtures"] + dependencies,
            path: "Tests/\(rawValue)/\(name)Tests", exclude: exclude)
    }
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// Targets stand in dependency order: one may depend only on those above it in this list, and imports no other.
let package = Package(
    name: "countersign",
    products: [
        .executable(name: "countersign", targets: ["countersign"]),
        .executable(name: "countersign-bench", targets: ["countersign-bench"]),
        .library(name: "JSON", targets: ["JSON"]),
        .library(name: "JSONSchema", targets: ["JSONSchema"]),
        .library(name: "CommonExpression", targets: ["CommonExpression", "JSON"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "3.12.3"),
        .package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1"),
    ],
    targets: [
        Folder.rules.target("JSON", ["BigInt"]),
        Folder.rules.target("BoundedPattern"),
        Folder.rules.target("CivilTime"),
        Folder.rules.target("JSONSchema", ["JSON", "BoundedPattern", "CivilTime"]),
        Folder.rules.target("CommonExpression", ["JSON", "BoundedPattern", "CivilTime"]),
        Folder.rules.target("ExpressionAnalysis", ["JSON", "CommonExpression"]),

        Folder.contract.target("Handoff", ["JSON", "CivilTime", crypto]),
        Folder.contract.target(
            "ContractEngine",
            ["JSON", "CivilTime", "JSONSchema", "CommonExpression", "ExpressionAnalysis", "Handoff", "Yams"]),
        Folder.contract.target(
            "ContractReview",
            ["JSON", "CivilTime", "CommonExpression", "ExpressionAnalysis", "Handoff", "ContractEngine"]),

        Folder.store.target("HandoffStore", ["JSON", "CivilTime", "Handoff", crypto, grdb, sqlite]),
        Folder.store.target(
            "ReviewDesk",
            ["JSON", "CivilTime", "Handoff", "ContractEngine", "ContractReview", "HandoffStore"]),

        Folder.outside.target("CSpawn"),
        Folder.outside.target("SystemsOfRecord", ["JSON", "Handoff", "HandoffStore", "ReviewDesk", "CSpawn"]),

        Folder.screen.target("CNcurses", link: [.linkedLibrary("ncursesw")]),
        Folder.screen.target("Terminal", ["CNcurses", "Yams"]),
        Folder.screen.target(
            "ReviewFlow", ["JSON", "CivilTime", "Handoff", "ContractEngine", "ReviewDesk", "Terminal"]),
        Folder.screen.target(
            "ReviewConsole",
            [
                "JSON", "CivilTime", "Handoff", "ContractEngine", "ReviewDesk", "CSpawn", "Terminal", "ReviewFlow",
                "Yams",
            ]),
        Folder.screen.target(
            "PlainConsole",
            ["JSON", "CivilTime", "Handoff", "ContractEngine", "ReviewDesk", "Terminal", "ReviewFlow"]),

        Folder.programs.target("ShippedFiles", exclude: ["contracts", "demo", "list-files", "shipped_files.inc"]),
        Folder.programs.target("CPseudoTerminal"),
        Folder.programs.program(
            "countersign",
            [
                "JSON", "CivilTime", "JSONSchema", "CommonExpression", "Handoff", "ContractEngine", "ContractReview",
                "HandoffStore", "ReviewDesk", "SystemsOfRecord", "Terminal", "ReviewFlow", "ReviewConsole",
                "PlainConsole", "ShippedFiles", argumentParser,
            ]),
        Folder.programs.program(
            "countersign-bench",
            [
                "JSON", "CivilTime", "JSONSchema", "CommonExpression", "Handoff", "ContractEngine", "HandoffStore",
                "ReviewDesk", "CPseudoTerminal", argumentParser, sqlite,
            ]),

        .target(name: "Fixtures", dependencies: ["CPseudoTerminal", "CSpawn"], path: "Tests/Fixtures"),
        .executableTarget(name: "ScreenProbe", dependencies: ["Terminal"], path: "Tests/Screen/ScreenProbe"),
        Folder.rules.tests(of: "JSON", [], exclude: ["Cases"]),
        Folder.rules.tests(of: "BoundedPattern", ["JSON"], exclude: ["Cases"]),
        Folder.rules.tests(of: "CivilTime", []),
        Folder.rules.tests(of: "JSONSchema", ["JSON"], exclude: ["Cases"]),
        Folder.rules.tests(of: "CommonExpression", ["JSON"], exclude: ["Cases"]),
        Folder.rules.tests(of: "ExpressionAnalysis", ["JSON", "CommonExpression"]),
        Folder.contract.tests(of: "Handoff", ["JSON", "CivilTime"]),
        .target(
            name: "ContractFixtures", dependencies: ["JSON", "CivilTime", "Handoff", "ContractEngine", "Fixtures"],
            path: "Tests/Contract/ContractFixtures"),
        Folder.contract.tests(
            of: "ContractEngine",
            [
                "JSON", "CivilTime", "JSONSchema", "CommonExpression", "ExpressionAnalysis", "Handoff", "ShippedFiles",
                "ContractFixtures",
            ]),
        Folder.contract.tests(
            of: "ContractReview",
            ["JSON", "CivilTime", "JSONSchema", "Handoff", "ContractEngine", "ContractFixtures"]),
        Folder.store.tests(of: "HandoffStore", ["JSON", "CivilTime", "Handoff", grdb]),
        Folder.store.tests(
            of: "ReviewDesk",
            [
                "JSON", "CivilTime", "CommonExpression", "Handoff", "ContractEngine", "ContractReview", "HandoffStore",
                "ShippedFiles",
            ], exclude: ["Stores"]),
        Folder.outside.tests(of: "SystemsOfRecord", ["JSON", "Handoff", "HandoffStore", "ReviewDesk"]),
        Folder.screen.tests(of: "Terminal", ["CNcurses", "ShippedFiles", "ScreenProbe"]),
        Folder.screen.tests(
            of: "ReviewConsole",
            [
                "JSON", "CivilTime", "Handoff", "ContractEngine", "HandoffStore", "ReviewDesk", "Terminal",
                "ReviewFlow", "PlainConsole", "ShippedFiles", "countersign",
            ], exclude: ["Pictures"]),
        Folder.programs.tests(
            of: "countersign", ["JSON", "ContractEngine", "HandoffStore"], exclude: ["recompute.py"]),
    ],
    swiftLanguageModes: [.v6]
)
