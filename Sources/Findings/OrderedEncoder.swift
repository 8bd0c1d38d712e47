/// An encoder that keeps fields in the order in which they are encoded.
///
/// Foundation's sorts them or leaves them to a hash; reports promise an order, and digests need one.
struct OrderedEncoder: Encoder {
  let node: JSONNode
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.becomeObject()
    return KeyedEncodingContainer(Fields<Key>(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.becomeArray()
    return Items(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    Scalar(node: node, codingPath: codingPath)
  }

  private struct Fields<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: JSONNode
    let codingPath: [any CodingKey]

    func encodeNil(forKey key: Key) {
      node.addField(key.stringValue).setNull()
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
      try node.addField(key.stringValue).set(value, path: codingPath + [key])
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      OrderedEncoder(node: node.addField(key.stringValue), codingPath: codingPath + [key]).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      OrderedEncoder(node: node.addField(key.stringValue), codingPath: codingPath + [key]).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
      OrderedEncoder(node: node.addField("super"), codingPath: codingPath)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
      OrderedEncoder(node: node.addField(key.stringValue), codingPath: codingPath + [key])
    }
  }

  private struct Items: UnkeyedEncodingContainer {
    let node: JSONNode
    let codingPath: [any CodingKey]
    var count: Int { node.count }

    func encodeNil() {
      node.appendItem().setNull()
    }

    func encode<Value: Encodable>(_ value: Value) throws {
      try node.appendItem().set(value, path: codingPath)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
      OrderedEncoder(node: node.appendItem(), codingPath: codingPath).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      OrderedEncoder(node: node.appendItem(), codingPath: codingPath).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
      OrderedEncoder(node: node.appendItem(), codingPath: codingPath)
    }
  }

  private struct Scalar: SingleValueEncodingContainer {
    let node: JSONNode
    let codingPath: [any CodingKey]

    func encodeNil() {
      node.setNull()
    }

    func encode<Value: Encodable>(_ value: Value) throws {
      try node.set(value, path: codingPath)
    }
  }
}
