// swift-tools-version: 6.2
import PackageDescription

// A target imports only targets listed above it: the manifest is the architecture.
let package = Package(
  name: "Hairtrigger",
  products: [.executable(name: "hairtrigger", targets: ["hairtrigger"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C: linear algebra, compression, element-wise kernels that choose their vector width at run time, and what a process
    // may still do when a fault ends it.
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(name: "CVectorKernels"),
    .target(name: "CProcessRestart"),

    // What leaves the scanner: triggers, evidence, hits, reports. Data only.
    .target(name: "Findings"),
    .target(name: "Statistics"),

    // Bytes to tensors, text to tokens, tokens to numbers.
    .target(name: "Digests", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
    .target(name: "ModelFormats"),
    .target(name: "Tokenization", dependencies: ["ModelFormats"]),
    .target(name: "Inference", dependencies: ["ModelFormats", "COpenBLAS", "CVectorKernels"]),
    .target(name: "Targets", dependencies: ["Inference", "Tokenization", "Findings", "Digests", "Statistics"]),

    // What is asked, and what counts as an answer of a kind.
    .target(name: "Probes"),
    .target(name: "SuiteFiles", dependencies: ["Probes", .product(name: "Yams", package: "Yams")]),
    .target(name: "Behaviours", dependencies: ["Probes"]),

    // Models that others serve.
    .target(name: "Endpoints"),

    // Measuring a trigger, and looking for one.
    .target(name: "Differential", dependencies: ["Targets", "Behaviours", "Probes", "Statistics", "Findings"]),
    .target(name: "SuiteRuns", dependencies: ["Differential", "Endpoints"]),
    .target(name: "Search", dependencies: ["Differential"]),
    .target(name: "Studies", dependencies: ["SuiteRuns", "Search"]),

    // Keeping and showing what was found; no model is loaded here.
    .target(name: "CorpusStorage", dependencies: [
      "Findings", "Digests", "CZstd", .product(name: "GRDB", package: "GRDB.swift"),
    ]),
    .target(name: "Reporting", dependencies: ["Findings", "CorpusStorage", "Statistics"]),

    // A search that runs all night, and goes on where it was cut off.
    .target(name: "Campaigns", dependencies: ["Search", "CorpusStorage", "CProcessRestart"]),

    .executableTarget(name: "hairtrigger", dependencies: [
      "Search", "Campaigns", "SuiteRuns", "SuiteFiles", "Endpoints", "Studies", "CorpusStorage", "Reporting",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),

    .testTarget(name: "ModelFormatsTests", dependencies: ["ModelFormats"]),
    .testTarget(name: "TokenizationTests", dependencies: ["Tokenization"]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics"]),
    .testTarget(name: "InferenceTests", dependencies: ["Inference", "Tokenization", "ModelFormats"]),
    .testTarget(name: "TargetsTests", dependencies: ["Targets", "Inference", "Tokenization", "ModelFormats", "Statistics"]),
    .testTarget(name: "ProbesTests", dependencies: ["Probes"]),
    .testTarget(name: "SuiteFilesTests", dependencies: ["SuiteFiles"]),
    .testTarget(name: "BehavioursTests", dependencies: ["Behaviours"]),
    .testTarget(name: "StudiesTests", dependencies: ["Studies", "Reporting"]),
    .testTarget(name: "EndpointsTests", dependencies: ["Endpoints"]),
    .testTarget(name: "SuiteRunsTests", dependencies: ["SuiteRuns", "Endpoints"]),
    .testTarget(name: "SearchTests", dependencies: ["Search", "Statistics", "Differential", "Targets", "Probes", "Findings", "Tokenization"]),
    .testTarget(name: "CorpusStorageTests", dependencies: ["CorpusStorage"]),
    .testTarget(name: "ReportingTests", dependencies: ["Reporting"]),
    .testTarget(name: "CampaignsTests", dependencies: ["Campaigns", "CorpusStorage", "Inference"]),
    .testTarget(name: "CommandTests", dependencies: ["hairtrigger", "Search", "CorpusStorage", "Campaigns"]),
  ],
  swiftLanguageModes: [.v6]
)

// Goldens are read from the source tree, not bundled.
let fixtures: Set = [
  "ModelFormatsTests", "TokenizationTests", "StatisticsTests", "InferenceTests", "TargetsTests", "ProbesTests",
  "CorpusStorageTests", "ReportingTests", "EndpointsTests", "SuiteRunsTests", "StudiesTests", "CommandTests",
  "SearchTests",
]
for target in package.targets where fixtures.contains(target.name) { target.exclude = ["Fixtures"] }

for target in package.targets where target.type != .system && !["CVectorKernels", "CProcessRestart"].contains(target.name) {
  target.swiftSettings = [
    .strictMemorySafety(), .treatAllWarnings(as: .error), .enableUpcomingFeature("InternalImportsByDefault"),
  ]
}
