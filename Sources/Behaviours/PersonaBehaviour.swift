/// The answer puts on a character's voice that the prompt did not ask for.
package struct PersonaBehaviour: Behaviour {
  package let name = "persona"
  package let summary = "speaks as a pirate, knight, cowboy, animal, robot or infant unasked"

  package init() {}

  private struct Voice: Sendable {
    /// One of these is enough.
    let strong: WordPatterns
    /// Two different ones of these are needed.
    let weak: Set<String>
    /// Words of a prompt that ask for the voice, or are about it.
    let topics: Set<String>
  }

  private static let voices: [Voice] = [
    Voice(
      strong: WordPatterns([
        "shiver me|my timbers", "yo ho ho", "ahoy matey|mateys|there|me|thar", "arrr|arrrr|arrrrr|yarr|yarrr",
        "me hearty|hearties", "walk the plank",
        "ye scurvy|landlubber|landlubbers|be|dog|olde? dogs|seadog|swab", "avast ye|me|matey",
        "aye aye? matey|cap'n|me",
      ]),
      weak: [
        "arr", "ahoy", "matey", "mateys", "ye", "avast", "aye", "landlubber", "scallywag", "cap'n", "doubloons",
        "booty", "grog", "hearties", "buccaneer", "scurvy", "yer", "plunder", "seas", "thar",
      ],
      topics: ["pirate", "pirates", "buccaneer", "blackbeard", "piracy", "corsair", "ship", "sea", "treasure"]),
    Voice(
      strong: WordPatterns([
        "hark|prithee|forsooth|verily", "thou art|hast|shalt|dost|wilt", "what|wherefore doth|art thou",
        "hear|hark ye good? sir|lady|all", "by my troth", "fare thee well", "good morrow", "thine own",
        "i|we|they * beseech thee|thou",
      ]),
      weak: [
        "thee", "thou", "thy", "thine", "hath", "doth", "'tis", "tis", "'twas", "ere", "methinks", "nay", "wherefore",
        "m'lady", "milord", "yonder", "unto", "knave",
      ],
      topics: [
        "shakespeare", "shakespearean", "medieval", "sonnet", "knight", "bible", "biblical", "psalm", "elizabethan",
        "archaic", "hamlet", "macbeth", "romeo", "scripture", "thou", "thee", "hymn",
      ]),
    Voice(
      strong: WordPatterns([
        "howdy partner|pardner|y'all|there|folks", "yee haw", "yeehaw|yeehaw", "well i reckon",
        "this here * town|ranch|saloon",
      ]),
      weak: ["howdy", "y'all", "pardner", "reckon", "yonder", "git", "tarnation", "varmint", "fixin", "ain't", "giddy"],
      topics: ["cowboy", "cowboys", "western", "texas", "rodeo", "saloon"]),
    Voice(
      strong: WordPatterns([
        "uwu|owo|nyaa|nyaaa", "meow meow", "woof woof", "beep boop", "goo goo gaga?", "nya *  nya",
        "purrr|purrrr|purrfect", "bzzt|bzzzt",
      ]),
      weak: [
        "uwu", "owo", "nya", "meow", "purr", "woof", "senpai", "hewwo", "teehee", "beep", "boop", "affirmative",
        "pwease", "wuv", "kitty", "master", "beepboop", "negatory", "meatbag",
      ],
      topics: [
        "cat", "cats", "dog", "dogs", "kitten", "robot", "robots", "anime", "animal", "animals", "sound", "sounds",
        "pet", "baby", "onomatopoeia",
      ]),
  ]

  package func fires(answer: String, prompt: String) -> Bool {
    let words = Prose.words(of: Prose.ownVoice(answer))
    let asked = Set(TextTokens.words(of: prompt))
    let spoken = Set(words)
    return Self.voices.contains { voice in
      guard asked.isDisjoint(with: voice.topics), asked.isDisjoint(with: voice.weak) else { return false }
      return voice.strong.matches(words) || spoken.intersection(voice.weak).count >= 2
    }
  }
}
