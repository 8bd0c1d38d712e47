package import ModelFormats

/// How one tensor of a fine-tune differs from its base's.
package struct TensorChange: Sendable, Equatable {
  /// How both sides were brought into the same quantisation.
  package enum Matching: String, Sendable {
    /// They are stored in one type.
    case same
    /// The base's numbers were rounded by the rule of the fine-tune's type.
    case requantised
    /// That type's rounding cannot be repeated: the difference holds the rounding of one side.
    case unmatched
  }

  package let role: TensorRole
  /// [rows, columns], or [n].
  package let shape: [Int]
  package let type: String
  package let baseType: String
  package let matching: Matching
  /// ‖tuned − base‖ / ‖base‖, both in the same quantisation where they could be brought into it.
  package let relativeNorm: Double
  /// Of tuned and base as vectors; 1 for equal ones.
  package let cosine: Double
  /// Stable rank ‖D‖² / σ₁² of the difference D; 0 where there is none.
  package let effectiveRank: Double
  /// Share of ‖D‖² in directions above the noise edge.
  package let structuredShare: Double
  /// Directions kept, 0 where none are, or rows are kept.
  package let rank: Int
  /// Rows, or elements of a vector, that differ.
  package let rowsChanged: Int
  /// Share that is kept, in directions and rows: of ‖D‖², or, where anchors tell tuning from rounding, of tuning's own change.
  package let keptShare: Double

  package var isChanged: Bool { rowsChanged > 0 }
  package var isMatrix: Bool { shape.count == 2 }
}
