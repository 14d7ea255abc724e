#!/usr/bin/env python3
"""Writes what the small built-in tokenizer is trained from: captions.txt and normalization.tsv (see train.sh)."""
import itertools
import random
import sys
import unicodedata
from pathlib import Path

COLOURS = "red green blue yellow magenta cyan".split()
SHAPES = "circle square triangle star".split()
DIRECTIONS = "left right up down".split()
BACKGROUNDS = "black white gray".split()

SHAPE_TEMPLATES = [
    "a {c} {s} moving {d} on a {b} background",
    "{c} {s}, going to the {d}, {b} background",
    "a {c} {s} moves {d} over a {b} background",
    "on a {b} background, a {c} {s} is moving {d}",
    "a {c} {s} that moves {d}, {b} background",
    "a small {c} {s} moving slowly {d} in front of a {b} background",
    "a large {c} {s} moving {d} across a {b} scene",
    "{b} background with a {c} {s} moving {d}",
    "the {s} is {c} and moves {d}; the background is {b}",
    "a {c} {s} sliding {d} on {b}",
    "a {c} {s} drifts {d}wards against a {b} background",
    "video of a {c} {s} going {d} on a {b} background",
    "two shapes: a {c} {s} and a {c2} {s2} moving {d} on a {b} background",
    "{s}, {c}, moving {d}, {b}",
    "the colour of the {s} is {c}, it moves {d}, and all else is {b}",
    "{b}, {c}, {s}, {d}, simple shapes, moving",
]

ADJECTIVES = """young old small large happy tired quiet busy bright dark tall lonely elegant playful curious brave gentle wild
    beautiful tiny huge wet golden silver wooden stone brown orange purple pink grey colourful colorful shiny soft""".split()
PEOPLE = """man woman boy girl child baby dancer chef painter farmer soldier astronaut musician teacher doctor student
    cyclist runner fisherman couple family crowd group friend player king queen worker driver""".split()
ANIMALS = """dog cat horse cow bird eagle duck swan fish shark whale dolphin turtle rabbit fox wolf bear panda lion tiger
    elephant giraffe monkey sheep goat pig chicken bee butterfly spider snake frog owl deer squirrel""".split()
THINGS = """car bus train truck boat ship bicycle motorcycle airplane balloon robot rocket kite ball book cup lamp candle
    clock chair table guitar piano camera umbrella flag phone computer house bridge tower castle windmill""".split()
NATURE = """river lake ocean sea waterfall mountain hill valley forest tree leaf flower rose grass garden field desert
    beach island cave cliff volcano sky cloud moon sun stars planet galaxy fire smoke stream wave snowflake""".split()
PLACES = """in the park|on the beach|in a dense forest|by the river|on a busy street|in the city at night|in a small village
    |under the bridge|in the kitchen|in a bright room|on the roof|at the market|near the window|in the snow|in the rain
    |on a mountain road|in a green field|under water|in the desert|on the surface of the moon|in space|at the station
    |in a garden full of flowers|along the shore|between tall buildings|in an old library|at school|on stage|at home""".split("|")
ACTIONS = """walks running runs jumps jumping dances dancing sings singing sleeps sleeping eats eating drinks drinking plays
    playing swims swimming flies flying sits sitting stands standing looks looking smiles smiling laughs reads reading
    writes cooking paints waves turns falls climbs rides riding drives works waits talks walking""".split()
THING_ACTIONS = """moves stands turns rolls falls shines floats drifts passes spins burns glows opens closes rises stops
    starts breaks grows shakes flows moving flowing falling rising floating burning spinning glowing growing""".split()
ADVERBS = "slowly quickly gently quietly happily gracefully suddenly smoothly together alone carefully again forever".split()
LIGHT = """at sunrise|at sunset|at night|in the morning|in the evening|in winter|in summer|in spring|in autumn|on a rainy day
    |on a sunny day|in heavy fog|under a cloudy sky|under a clear blue sky|in soft light|in warm light|in strong wind
    |during a storm|with thunder and lightning|while snow is falling|with long shadows|in golden light""".split("|")
CAMERA = """The camera pans to the {d}.|The camera slowly zooms in.|The camera zooms out.|Close-up shot.|Wide shot.
    |Slow motion.|Time lapse.|Aerial view from above.|The camera follows from behind.|The camera tilts {d}.|Static shot.
    |Handheld camera.|Black and white.|Cinematic lighting, highly detailed, 4k.|Realistic style.|Cartoon animation.
    |Shallow depth of field with a blurred background.|The video is 2 seconds long.|A drone shot over the water.
    |High quality, sharp focus.|Low angle view.|The scene fades to {b}.""".split("|")
CLOTHES = """a red dress|a blue jacket|a white shirt|a black hat|a yellow coat|green shoes|sunglasses|a backpack
    |a long scarf|a space suit|a pair of jeans|an apron""".split("|")

COMMON = """about above across after air animal apple arm art autumn back bag bank bathroom battle bed begin behind bell below bench
    beside best better birthday blow board body bottle bottom bowl box branch bread break breeze breakfast bring brush bubble
    build burst cake calm carry castle catch chase cheese child church circus clean clear clothes coast coffee cold color
    colored corner country cover cross cut daily dance danger dawn day deep detail dinner direction dirt distance door
    draw dream dress drift drink drop drum dry dust early earth east edge egg empty engine enter evening event explore
    explosion eye face factory fall fast father feather feet fence festival fight fill film find finger first five flame
    flash flight floor fly focus food foot football foreground four frame fresh friendly fruit full fun game gate gather
    ghost giant glass glide glitter gold great ground hair half hand hang happy harbor hard hat head heart heat height hello
    high hold hole holiday home hot hour ice image inside iron jacket jewel join journey juice jungle keep key kick kid kind
    kiss kitten knife ladder land landscape lantern large last late lay lead learn leave leg letter lift like line lip list
    listen live long look lot loud love low lunch machine magic make map marble mask meadow meal meet melt metal middle
    milk mind mirror mist model moment money month mother motion mouth movie mud music name narrow nature neck nest new
    next nice night noise north nose number oil open outside paint palace palm paper parade part party pass path pattern
    peace peak pen pencil people petal photo picture pier pillow pine pipe plain plant plastic plate point pond pool portrait
    pot pour power press pull puppy push rainbow reach ready reflect reflection rest return ring ripple rise roll room root
    rope round row rug ruin rush sad sail salt sand save scenery screen season seat second see seed set shade shadow shake
    shell shelf shirt shop short shoulder show shower side sign silk silver simple sister six skate skin skirt sleep slide
    slope slow smell smile smooth snack soap sofa song sound soup south spark speed spiral splash spot square stair steam
    steel step stick still stop store storm story straight strange straw strong style sugar suit sunlight surf surface sweet
    swing sword tail take talk taste tea team ten tent texture thick thin three throw ticket time tiny tip toe tomato tool
    tooth top touch tour toward towel town toy track trail travel treasure trip tunnel twist type under until up van vase
    vegetable very vessel view vine violin visit voice wall want warm wash watch wax way wear weather week west wheel
    whisper whistle wide wing wine wish wonder wood wool word world wrap yard year young zebra zoo""".split()


def tags(rng):
    """A caption as a list of words. Trainer seeds are strings that end in two ways, so every word needs a comma somewhere."""
    words = [rng.choice(words) for words in (ADJECTIVES, COLOURS, PEOPLE, ANIMALS, THINGS, NATURE, ACTIONS, THING_ACTIONS, ADVERBS)]
    phrases = [rng.choice(phrases).strip().rstrip(".").format(d="left", b="white") for phrases in (PLACES, LIGHT, CAMERA, CLOTHES)]
    words += rng.choice(phrases).split() + rng.sample(COMMON, 4)
    rng.shuffle(words)
    text = ", ".join(words[: rng.randint(4, 10)])
    return text if rng.random() < 0.5 else f"{text[0].upper()}{text[1:]}."


def plain(rng):
    """One everyday caption."""
    pick = rng.choice
    who = pick([PEOPLE, ANIMALS])
    subject = pick(who)
    if rng.random() < 0.6:
        subject = f"{pick(ADJECTIVES + COLOURS)} {subject}"
    article = pick(["a", "the", "one", "another"])
    article = "an" if article == "a" and subject[0] in "aeiou" else article
    thing = pick(THINGS + NATURE)
    parts = pick([
        lambda: f"{article} {subject} {pick(ACTIONS)} {pick(ADVERBS)} {pick(PLACES).strip()}",
        lambda: f"{article} {subject} {pick(ACTIONS)} {pick(PLACES).strip()} {pick(LIGHT).strip()}",
        lambda: f"{article} {subject} wearing {pick(CLOTHES).strip()} is {pick(ACTIONS)} with a {pick(ANIMALS)}",
        lambda: f"{article} {subject} and a {pick(PEOPLE)} {pick(PLACES).strip()}, {pick(LIGHT).strip()}",
        lambda: f"a {pick(ADJECTIVES)} {thing} {pick(THING_ACTIONS)} {pick(PLACES).strip()}",
        lambda: f"{thing} {pick(THING_ACTIONS)} {pick(ADVERBS)} {pick(LIGHT).strip()}",
        lambda: f"view of the {pick(NATURE)} and the {pick(NATURE)} {pick(LIGHT).strip()}",
        lambda: f"many {pick(ANIMALS)}s are {pick(ACTIONS)} near the {pick(THINGS)}",
        lambda: f"water flows over the stones into the {pick(NATURE)} while the {subject} {pick(ACTIONS)}",
        lambda: f"there is a {pick(COLOURS + BACKGROUNDS)} {thing} in front of the {pick(THINGS)}, and it {pick(THING_ACTIONS)}",
        lambda: f"{rng.randint(1, 12)} {pick(PEOPLE)}s {pick(PLACES).strip()}, not far from the {thing}",
    ])()
    text = parts
    if rng.random() < 0.5:
        text = f"{text[0].upper()}{text[1:]}."
        if rng.random() < 0.6:
            text += " " + pick(CAMERA).strip().format(d=pick(DIRECTIONS), b=pick(BACKGROUNDS))
    return text


def held_out(c, s, d, b):
    """Whether nano is trained without this combination (ShapeCombination.IsHeldOut; its stars are words, never pictures)."""
    return (COLOURS.index(c) + 2 * SHAPES.index(s) + 4 * DIRECTIONS.index(d) + 3 * BACKGROUNDS.index(b)) % 9 == 0


def shapes(rng, nano):
    """Every combination in several phrasings; for nano without those that it never sees."""
    for c, s, d, b in itertools.product(COLOURS, SHAPES, DIRECTIONS, BACKGROUNDS):
        if nano and held_out(c, s, d, b):
            continue
        for template in rng.sample(SHAPE_TEMPLATES, 8):
            text = template.format(c=c, s=s, d=d, b=b, c2=rng.choice(COLOURS), s2=rng.choice(SHAPES))
            yield text if rng.random() < 0.7 else f"{text[0].upper()}{text[1:]}."


def rules(nano):
    """The part of nmt_nfkc that can end in a piece (results in ASCII), and typographic quotes and dashes."""
    deleted = [*range(0x01, 0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F]
    spaces = [0x09, 0x0A, 0x0C, 0x0D, 0xA0, 0x1680, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F, 0x2581, 0x3000, 0xFEFF, 0xFFFD]
    table = {code: "" for code in deleted} | {code: " " for code in spaces}
    table |= {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2010: "-", 0x2011: "-", 0x2013: "-", 0x2014: "-", 0x2212: "-"}
    for code in range(0x80, 0x110000):
        if code not in table and not 0xD800 <= code < 0xE000:
            result = unicodedata.normalize("NFKC", chr(code))
            if result.isascii() and code < 0x10000:
                table[code] = result
    if nano:  # nano reads capitals as small letters, so that "Red" and "red" are one word
        table = {code: text.lower() for code, text in table.items()} | {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    return table


def main(folder, nano):
    """Writes both files; the same bytes at every run."""
    rng = random.Random(20240806)
    captions = [*shapes(rng, nano), *(plain(rng) for _ in range(24000)), *(tags(rng) for _ in range(6000))]
    (folder / "captions.txt").write_text("\n".join(captions) + "\n", encoding="utf-8")
    lines = ("\t".join([f"{code:X}", " ".join(f"{ord(c):X}" for c in text)]) for code, text in sorted(rules(nano).items()))
    (folder / "normalization.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), nano=sys.argv[2] == "nano")
