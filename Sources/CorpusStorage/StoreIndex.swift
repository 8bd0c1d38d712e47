import Findings
import GRDB

/// The SQLite file that spares opening a store from reading all of it. It holds nothing that the segments do not, so it
/// may lag behind them, be thrown away, and be made again.
///
/// A rollback journal and `synchronous=FULL`, one connection: what is in it is on the disk, and the write-ahead log's
/// faults cannot come in.
struct StoreIndex {
  /// A hit's line in the index.
  struct HitRow {
    let sequence: UInt64
    let hit: Hit
  }

  private let queue: DatabaseQueue
  private static let layout = "1"

  /// Opens for writing, making the tables where they are missing. The file must be there already (its permissions are
  /// the caller's).
  init(path: String) throws {
    queue = try DatabaseQueue(path: path, configuration: Self.configuration(readOnly: false))
    try queue.write { database in
      try database.execute(sql: """
        CREATE TABLE IF NOT EXISTS facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS segments(number INTEGER PRIMARY KEY, acknowledged INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS frames(
          segment INTEGER, offset INTEGER, flags INTEGER NOT NULL, kinds INTEGER NOT NULL, count INTEGER NOT NULL,
          block INTEGER NOT NULL, payload INTEGER NOT NULL, dictionary INTEGER NOT NULL, first INTEGER NOT NULL,
          PRIMARY KEY(segment, offset)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS hits(
          sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, slot TEXT NOT NULL, text TEXT NOT NULL,
          behaviour TEXT NOT NULL, e_value REAL NOT NULL);
        """)
    }
  }

  private init(reading path: String) throws {
    queue = try DatabaseQueue(path: path, configuration: Self.configuration(readOnly: true))
  }

  private static func configuration(readOnly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.busyMode = .timeout(2)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF")
    }
    return configuration
  }

  /// The catalogue that a reader finds, or nil where there is none, or one of another store or generation.
  static func catalogue(readingAt path: String, manifest: StoreManifest) -> StoreCatalogue? {
    guard let index = try? StoreIndex(reading: path) else { return nil }
    defer { try? index.queue.close() }
    return index.catalogue(manifest: manifest)
  }

  /// The catalogue as of the last `add`, or nil where it is another store's or generation's, or damaged.
  func catalogue(manifest: StoreManifest) -> StoreCatalogue? {
    try? queue.read { database -> StoreCatalogue? in
      let facts = try Row.fetchAll(database, sql: "SELECT name, value FROM facts").reduce(into: [String: String]()) {
        $0[$1["name"] ?? ""] = $1["value"]
      }
      guard facts["layout"] == Self.layout, facts["store"] == manifest.id,
        facts["generation"] == String(manifest.generation), let next = facts["next"].flatMap(UInt64.init)
      else { return nil }
      var catalogue = StoreCatalogue()
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT segment, offset, flags, kinds, count, block, payload, dictionary, first FROM frames ORDER BY segment, offset")
      while let row = try rows.next() {
        guard let location = Self.location(row) else { return nil }
        catalogue.append(location)
      }
      guard facts["fingerprint"] == catalogue.fingerprintText else { return nil }
      for row in try Row.fetchAll(database, sql: "SELECT number, acknowledged FROM segments") {
        guard let number = row["number"] as Int?, let end = row["acknowledged"] as Int?, end >= 0 else { return nil }
        catalogue.acknowledged[number] = end
      }
      for row in try Row.fetchAll(database, sql: "SELECT sequence, id FROM hits ORDER BY sequence") {
        guard let sequence = row["sequence"] as Int64?, sequence >= 0, let id = row["id"] as String? else { return nil }
        catalogue.noteHit(id, sequence: UInt64(sequence))
      }
      catalogue.nextSequence = max(catalogue.nextSequence, next)
      return catalogue
    }
  }

  private static func location(_ row: Row) -> FrameLocation? {
    let columns: [Int64] = row.databaseValues.map { Int64.fromDatabaseValue($0) ?? -1 }
    guard columns.count == 9, columns.allSatisfy({ $0 >= 0 }), columns[2] <= 0xFFFF, columns[3] <= 0xFFFF,
      Int(columns[4]) <= FrameHeader.mostRecords, Int(columns[5]) <= FrameHeader.largestBlock, columns[6] < 1 << 32,
      columns[7] < 1 << 32
    else { return nil }
    return FrameLocation(
      segment: Int(columns[0]), offset: Int(columns[1]),
      header: FrameHeader(
        flags: FrameHeader.Flags(rawValue: UInt16(columns[2])), kinds: UInt16(columns[3]), count: Int(columns[4]),
        blockSize: Int(columns[5]), payloadSize: Int(columns[6]), dictionary: UInt32(columns[7]),
        firstSequence: UInt64(columns[8])))
  }

  /// Adds frames and hits in one transaction; with `fromScratch` in place of all that was there.
  func add(
    _ frames: [FrameLocation], hits: [HitRow], catalogue: StoreCatalogue, manifest: StoreManifest, fromScratch: Bool
  ) throws {
    try queue.write { database in
      if fromScratch {
        try database.execute(sql: "DELETE FROM facts; DELETE FROM segments; DELETE FROM frames; DELETE FROM hits")
      }
      let addFrame = try database.makeStatement(sql: "INSERT OR REPLACE INTO frames VALUES (?,?,?,?,?,?,?,?,?)")
      for frame in frames {
        let header = frame.header
        try addFrame.execute(arguments: [
          frame.segment, frame.offset, Int(header.flags.rawValue), Int(header.kinds), header.count, header.blockSize,
          header.payloadSize, Int64(header.dictionary), Int64(header.firstSequence),
        ])
      }
      let addHit = try database.makeStatement(sql: "INSERT OR REPLACE INTO hits VALUES (?,?,?,?,?,?)")
      for row in hits {
        try addHit.execute(arguments: [
          Int64(row.sequence), row.hit.id, row.hit.trigger.slot.rawValue, row.hit.trigger.text, row.hit.behaviour,
          row.hit.eValue.isNaN ? 0 : row.hit.eValue,
        ])
      }
      for (number, end) in catalogue.acknowledged {
        try database.execute(sql: "INSERT OR REPLACE INTO segments VALUES (?,?)", arguments: [number, end])
      }
      let facts = [
        "layout": Self.layout, "store": manifest.id, "generation": String(manifest.generation),
        "next": String(catalogue.nextSequence), "fingerprint": catalogue.fingerprintText,
      ]
      for (name, value) in facts {
        try database.execute(sql: "INSERT OR REPLACE INTO facts VALUES (?,?)", arguments: [name, value])
      }
    }
  }

  func close() {
    try? queue.close()
  }
}
