import Dispatch

/// Monotonic seconds for a search, and the way to stop one: after `stop` the next reading lies beyond any budget.
///
/// A search reports its progress and right after that compares the clock with its budget, so stopping from inside a report
/// ends the search there, with its stages recorded as cut short. Confined to the thread that searches.
final class SearchClock {
  private var isStopping = false

  func stop() { isStopping = true }

  func seconds() -> Double {
    if isStopping {
      isStopping = false
      return .infinity
    }
    return Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }
}
