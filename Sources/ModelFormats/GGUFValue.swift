/// One metadata value of a GGUF file, in the types that the specification gives it.
package enum GGUFValue: Sendable, Equatable {
  case unsigned(UInt64)
  case signed(Int64)
  case float(Double)
  case bool(Bool)
  case string(String)
  case strings([String])
  case integers([Int64])
  case floats([Double])
  case bools([Bool])
}
