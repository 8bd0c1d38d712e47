internal import Dispatch
internal import Synchronization

/// Independent jobs on a fixed number of workers; results come back in the jobs' order, whatever order they ran in.
package enum Parallel {
  package static func map<Job: Sendable, Output: Sendable>(
    _ jobs: [Job], workers: Int, _ body: @Sendable (Job) throws -> Output
  ) throws -> [Output] {
    if jobs.count <= 1 || workers <= 1 { return try jobs.map(body) }
    let next = Atomic<Int>(0)
    let results = Mutex([Result<Output, any Error>?](repeating: nil, count: jobs.count))
    withoutActuallyEscaping(body) { body in
      DispatchQueue.concurrentPerform(iterations: min(workers, jobs.count)) { _ in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < jobs.count else { return }
          let result = Result { try body(jobs[index]) }
          results.withLock { $0[index] = result }
        }
      }
    }
    return try results.withLock { $0 }.compactMap { $0 }.map { try $0.get() }
  }
}
