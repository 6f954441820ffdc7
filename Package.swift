// swift-tools-version: 6.2
import PackageDescription

// Folders stand in dependency order: a target may depend only on targets above it in this list.
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
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "3.12.3"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    ],
    targets: [
        .target(name: "JSON", dependencies: ["BigInt"]),
        .target(name: "BoundedPattern"),
        .target(name: "JSONSchema", dependencies: ["JSON", "BoundedPattern"]),
        .target(name: "CommonExpression", dependencies: ["JSON", "BoundedPattern"]),
        .target(name: "Handoff", dependencies: ["JSON", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "ContractEngine",
            dependencies: ["JSON", "JSONSchema", "CommonExpression", "Handoff", "Yams"]
        ),
        .target(
            name: "HandoffStore",
            dependencies: [
                "JSON", "Handoff",
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .target(name: "ReviewDesk", dependencies: ["ContractEngine", "HandoffStore"]),
        .target(name: "CSpawn"),
        .target(name: "SystemsOfRecord", dependencies: ["ReviewDesk", "CSpawn"]),
        .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw")]),
        .target(name: "ShippedFiles", exclude: ["contracts", "demo", "list-files", "shipped_files.inc"]),
        .target(name: "Terminal", dependencies: ["CNcurses", "Yams"]),
        .target(name: "ReviewConsole", dependencies: ["ReviewDesk", "Terminal", "CSpawn", "Yams"]),
        .executableTarget(
            name: "countersign",
            dependencies: [
                "ReviewDesk", "SystemsOfRecord", "ReviewConsole", "ShippedFiles",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .target(name: "CPseudoTerminal"),
        .executableTarget(
            name: "countersign-bench",
            dependencies: [
                "ReviewDesk", "CommonExpression", "JSONSchema", "CPseudoTerminal",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .target(name: "Fixtures", dependencies: ["JSON", "CPseudoTerminal", "CSpawn"], path: "Tests/Fixtures"),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "Fixtures"]),
        .testTarget(name: "BoundedPatternTests", dependencies: ["BoundedPattern", "Fixtures"]),
        .testTarget(name: "JSONSchemaTests", dependencies: ["JSONSchema", "Fixtures"]),
        .testTarget(name: "CommonExpressionTests", dependencies: ["CommonExpression", "Fixtures"]),
        .testTarget(name: "HandoffTests", dependencies: ["Handoff", "Fixtures"]),
        .testTarget(name: "ContractEngineTests", dependencies: ["ContractEngine", "ShippedFiles", "Fixtures"]),
        .testTarget(name: "HandoffStoreTests", dependencies: ["HandoffStore", "Fixtures"]),
        .testTarget(name: "ReviewDeskTests", dependencies: ["ReviewDesk", "ShippedFiles", "Fixtures"]),
        .testTarget(name: "SystemsOfRecordTests", dependencies: ["SystemsOfRecord", "Fixtures"]),
        .executableTarget(name: "ScreenProbe", dependencies: ["Terminal"], path: "Tests/ScreenProbe"),
        .testTarget(name: "TerminalTests", dependencies: ["Terminal", "ShippedFiles", "Fixtures", "ScreenProbe"]),
        .testTarget(
            name: "ReviewConsoleTests", dependencies: ["ReviewConsole", "ShippedFiles", "Fixtures", "countersign"]),
        .testTarget(
            name: "countersignTests", dependencies: ["countersign", "HandoffStore", "JSON", "Fixtures"],
            exclude: ["recompute.py"]),
    ],
    swiftLanguageModes: [.v6]
)
