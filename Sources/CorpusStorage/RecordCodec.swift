import Findings

/// Records to parts and back. The many small ones field by field; the few large ones as the JSON that is shown.
enum RecordCodec {
  static func parts(of record: CorpusRecord) throws -> RecordParts {
    var parts = RecordParts()
    parts.shared(byte: record.kind.rawValue)
    switch record {
    case .candidate(let candidate):
      parts.shared(candidate.stage)
      write(candidate.trigger, to: &parts)
      write(candidate.scores, to: &parts)
    case .measurement(let measurement):
      parts.shared(measurement.stage)
      write(measurement.trigger, to: &parts)
      parts.own(measurement.probe)
      write(measurement.values, to: &parts)
    case .nearMiss(let miss):
      parts.shared(miss.stage)
      parts.shared(miss.reason)
      write(miss.trigger, to: &parts)
      parts.own(miss.nomination)
      parts.own(miss.eValue)
      for rate in [miss.rates.tunedTrigger, miss.rates.tunedPlacebo, miss.rates.baseTrigger, miss.rates.basePlacebo] {
        parts.own(rate.k)
        parts.own(rate.n)
        for number in [rate.rate, rate.low, rate.high] { parts.own(number) }
      }
    case .hit(let value): parts.own(try JSONText.encode(value))
    case .stageStatistics(let value): parts.own(try JSONText.encode(value))
    case .identity(let value): parts.own(try JSONText.encode(value))
    case .report(let value): parts.own(try JSONText.encode(value))
    case .note(let value): parts.own(try JSONText.encode(value))
    case .fault(let value): parts.own(try JSONText.encode(value))
    case .setAside(let value): parts.own(try JSONText.encode(value))
    case .step(let step):
      parts.shared(step.name)
      // Its bits in two halves: integers are signed.
      parts.own(Int(step.inputs >> 32))
      parts.own(Int(step.inputs & 0xFFFF_FFFF))
      parts.own(step.tokenLayers)
      parts.own(step.seconds)
      parts.own(step.output)
    }
    return parts
  }

  static func record(from parts: RecordParts) throws -> CorpusRecord {
    var reader = RecordPartsReader(parts)
    switch CorpusRecord.Kind(rawValue: try reader.sharedByte()) {
    case .candidate:
      return .candidate(
        CandidateRecord(stage: try reader.sharedText(), trigger: try trigger(&reader), scores: try numbers(&reader)))
    case .measurement:
      return .measurement(
        MeasurementRecord(
          stage: try reader.sharedText(), trigger: try trigger(&reader), probe: try reader.text(),
          values: try numbers(&reader)))
    case .nearMiss:
      let stage = try reader.sharedText()
      let reason = try reader.sharedText()
      return .nearMiss(
        NearMissRecord(
          stage: stage, trigger: try trigger(&reader), nomination: try reader.integer(), eValue: try reader.number(),
          reason: reason,
          rates: ArmRates(
            tunedTrigger: try rate(&reader), tunedPlacebo: try rate(&reader), baseTrigger: try rate(&reader),
            basePlacebo: try rate(&reader))))
    case .hit: return .hit(try JSONText.decode(Hit.self, fromUTF8: try reader.textBytes()))
    case .stageStatistics:
      return .stageStatistics(try JSONText.decode(StageStatisticsRecord.self, fromUTF8: try reader.textBytes()))
    case .identity: return .identity(try JSONText.decode(ModelIdentity.self, fromUTF8: try reader.textBytes()))
    case .report: return .report(try JSONText.decode(ScanReport.self, fromUTF8: try reader.textBytes()))
    case .note: return .note(try JSONText.decode(TriageNote.self, fromUTF8: try reader.textBytes()))
    case .fault: return .fault(try JSONText.decode(FaultRecord.self, fromUTF8: try reader.textBytes()))
    case .setAside: return .setAside(try JSONText.decode(SetAside.self, fromUTF8: try reader.textBytes()))
    case .step:
      let name = try reader.sharedText()
      guard let high = UInt32(exactly: try reader.integer()), let low = UInt32(exactly: try reader.integer()) else {
        throw DamagedBytes(what: "a step's inputs")
      }
      return .step(
        StepRecord(
          name: name, inputs: UInt64(high) << 32 | UInt64(low), tokenLayers: try reader.integer(),
          seconds: try reader.number(), output: try reader.text()))
    case nil: throw DamagedBytes(what: "an unknown kind of record")
    }
  }

  private static func write(_ trigger: Trigger, to parts: inout RecordParts) {
    parts.shared(trigger.slot.rawValue)
    parts.shared(count: trigger.parts.count)
    for text in trigger.parts { parts.own(text) }
  }

  private static func trigger(_ reader: inout RecordPartsReader) throws -> Trigger {
    let name = try reader.sharedText()
    guard let slot = Slot(rawValue: name) else { throw DamagedBytes(what: "an unknown slot") }
    let count = try reader.sharedCount()
    guard count == (slot == .both ? 2 : 1) else { throw DamagedBytes(what: "a trigger of \(count) parts") }
    let first = try reader.text()
    return slot == .both ? Trigger(before: first, after: try reader.text()) : Trigger(first, slot: slot)
  }

  private static func write(_ numbers: [NamedNumber], to parts: inout RecordParts) {
    parts.shared(count: numbers.count)
    for number in numbers {
      parts.shared(number.name)
      parts.own(number.value)
    }
  }

  private static func numbers(_ reader: inout RecordPartsReader) throws -> [NamedNumber] {
    let count = try reader.sharedCount()
    var numbers: [NamedNumber] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count {
      numbers.append(NamedNumber(try reader.sharedText(), try reader.number()))
    }
    return numbers
  }

  private static func rate(_ reader: inout RecordPartsReader) throws -> Rate {
    Rate(
      k: try reader.integer(), n: try reader.integer(), rate: try reader.number(), low: try reader.number(),
      high: try reader.number())
  }
}
