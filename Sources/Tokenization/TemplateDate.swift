/// The moment that `strftime_now` shows: given from outside, so that a rendering can be repeated.
package struct TemplateDate: Sendable, Equatable {
  package var year: Int
  package var month: Int
  package var day: Int
  package var hour: Int
  package var minute: Int
  package var second: Int

  package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    self.year = min(max(year, 1), 9999)
    self.month = min(max(month, 1), 12)
    self.day = min(max(day, 1), 31)
    self.hour = min(max(hour, 0), 23)
    self.minute = min(max(minute, 0), 59)
    self.second = min(max(second, 0), 59)
  }

  /// The day that Llama 3's own template falls back to.
  package static let standard = TemplateDate(year: 2024, month: 7, day: 26)

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

  /// 0 for Sunday (Sakamoto's rule).
  private var weekday: Int {
    let offsets = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
    let year = month < 3 ? self.year - 1 : self.year
    return (year + year / 4 - year / 100 + year / 400 + offsets[month - 1] + day) % 7
  }

  private var dayOfYear: Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return lengths.prefix(month - 1).reduce(0, +) + day
  }

  /// C's `strftime` in English; a directive that is not known stays as it is.
  func formatted(_ format: String) -> String {
    func padded(_ number: Int, _ width: Int = 2) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    var result = ""
    var isDirective = false
    for character in format {
      if !isDirective {
        if character == "%" { isDirective = true } else { result.append(character) }
        continue
      }
      isDirective = false
      switch character {
      case "Y": result += padded(year, 4)
      case "y": result += padded(year % 100)
      case "m": result += padded(month)
      case "d": result += padded(day)
      case "e": result += day < 10 ? " \(day)" : "\(day)"
      case "B": result += Self.months[month - 1]
      case "b", "h": result += Self.months[month - 1].prefix(3)
      case "A": result += Self.days[weekday]
      case "a": result += Self.days[weekday].prefix(3)
      case "j": result += padded(dayOfYear, 3)
      case "H": result += padded(hour)
      case "I": result += padded((hour + 11) % 12 + 1)
      case "M": result += padded(minute)
      case "S": result += padded(second)
      case "p": result += hour < 12 ? "AM" : "PM"
      case "F": result += "\(padded(year, 4))-\(padded(month))-\(padded(day))"
      case "T": result += "\(padded(hour)):\(padded(minute)):\(padded(second))"
      case "%": result += "%"
      default: result += "%\(character)"
      }
    }
    return isDirective ? result + "%" : result
  }
}
