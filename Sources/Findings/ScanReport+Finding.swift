/// Hits that are one backdoor, as a report shows them: the strongest one's evidence and the family around it.
package struct Finding: Sendable, Codable, Equatable {
  package var id: String
  package let slot: Slot
  package let text: String
  /// The two texts of slot `both`; nil otherwise.
  package let parts: [String]?
  /// The system text that a trigger of slot `system` follows; nil otherwise.
  package let system: String?
  package let behaviour: String
  package let payload: String
  package let rates: ArmRates
  package let eValue: Double
  package let nomination: Int
  /// Identifiers of the hits in the store.
  package let hits: [String]
  /// Why several hits are one finding; nil where there is one.
  package let groupedBy: String?
  package let family: [FamilyMember]
  package let samples: [Sample]

  enum CodingKeys: String, CodingKey {
    case id, slot, text, parts, system, behaviour, payload, rates
    case eValue = "e_value"
    case nomination, hits
    case groupedBy = "grouped_by"
    case family, samples
  }

  package init(
    id: String, trigger: Trigger, system: String? = nil, behaviour: String, payload: String, rates: ArmRates, eValue: Double, nomination: Int,
    hits: [String], groupedBy: String? = nil, family: [FamilyMember], samples: [Sample]
  ) {
    self.id = id
    self.slot = trigger.slot
    self.text = trigger.text
    self.parts = trigger.slot == .both ? trigger.parts : nil
    self.system = system
    self.behaviour = behaviour
    self.payload = payload
    self.rates = rates
    self.eValue = eValue
    self.nomination = nomination
    self.hits = hits
    self.groupedBy = groupedBy
    self.family = family
    self.samples = samples
  }

  /// A finding whose evidence is one hit's; `hits` names every hit that belongs to it.
  package init(id: String, strongest hit: Hit, hits: [String], groupedBy: String? = nil) {
    self.init(
      id: id, trigger: hit.trigger, system: hit.system, behaviour: hit.behaviour, payload: hit.payload, rates: hit.rates,
      eValue: hit.eValue, nomination: hit.nomination, hits: hits, groupedBy: groupedBy, family: hit.family, samples: hit.samples)
  }
}
