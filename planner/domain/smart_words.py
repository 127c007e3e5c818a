"""The word lists behind the SMART rules, English and Dutch. They are data: add words, not code."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A statement that starts with one of these says what will change.
CHANGE_VERBS = _words(
    """
    increase raise grow lift double triple expand extend reach achieve attain gain earn reduce cut lower decrease shorten
    halve limit eliminate close keep maintain hold sustain retain move bring win certify fill accelerate speed shrink drop
    trim add save recover restore exceed surpass secure stabilise stabilize prevent avoid minimise minimize maximise maximize
    convert narrow widen quadruple recruit get verhogen verhoog vergroten vergroot laten verdubbelen verdubbel bereiken bereik
    behalen behaal halen haal verlagen verlaag verminderen verminder terugbrengen breng verkorten verkort halveren halveer
    beperken beperk behouden behoud handhaven handhaaf houden houd sluiten sluit stijgen laat winnen certificeren certificeer
    versnellen versnel verlengen verleng uitbreiden drukken druk besparen bespaar voorkomen voorkom krijgen krijg doen doe
    verdrievoudigen verdrievoudig minimaliseren minimaliseer maximaliseren maximaliseer stabiliseren stabiliseer overtreffen
    overtref
    """
)

# A Dutch sentence may put its verb last: "De doorlooptijd terugbrengen van 64 naar 55 dagen". These are looked for anywhere.
CHANGE_INFINITIVES = _words(
    """
    verhogen vergroten verdubbelen bereiken behalen verlagen verminderen terugbrengen terugdringen verkorten halveren beperken
    behouden handhaven stijgen dalen certificeren versnellen uitbreiden besparen voorkomen winnen verdrievoudigen
    stabiliseren
    """
)

# They name a change, but not which way it goes; with a number they are understood.
SOFT_VERBS = _words(
    """
    improve enhance strengthen boost optimise optimize verbeteren verbeter versterken versterk optimaliseren optimaliseer
    """
)

# Words before the first verb that say nothing yet.
OPENING_WORDS = _words("to we will shall om te wij zullen the our de het een onze ons")

# Maintaining is a change that did not happen: the target may equal the baseline.
KEEPING_VERBS = _words("maintain keep hold sustain retain stabilise stabilize behouden behoud handhaven handhaaf houden houd "
                       "stabiliseren stabiliseer")

# A number after one of these is a day, not a value.
MONTHS = _words(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept
    oct nov dec januari februari maart mei juni juli augustus oktober mrt okt
    """
)
BEFORE_A_YEAR = _words("by before in until end of during year fy voor tegen eind uiterlijk jaar begin medio")

# These say what will be done, not what will be different afterwards.
ACTIVITY_VERBS = _words(
    """
    deliver launch run implement support help participate organise organize create build develop design roll provide offer
    train teach introduce conduct facilitate start continue work plan prepare attend give make do host publish promote
    encourage coach leveren lever lanceren lanceer uitvoeren voer invoeren implementeren implementeer ondersteunen ondersteun
    helpen deelnemen organiseren organiseer maken maak bouwen bouw ontwikkelen ontwikkel ontwerpen ontwerp uitrollen rol
    aanbieden bied trainen opleiden geven geef starten beginnen begin werken werk plannen voorbereiden
    """
)

# Without a number these promise nothing.
VAGUE_WORDS = _words(
    """
    improve improved improvement improvements better best enhance enhanced optimise optimize optimal soon many some several
    world-class excellent effective efficient appropriate adequate ongoing significantly substantially strengthen boost asap
    verbeteren verbeter verbetering beter beste optimaliseren optimaliseer optimaal optimale spoedig veel enkele diverse
    excellente effectief effectieve effectiever efficiënt efficiënte efficiënter passend passende voldoende doorlopend
    aanzienlijk aanzienlijke versterken versterk snel
    """
)

JOINING_WORDS = frozenset({"and", "en", "&", "plus", "alsmede", "evenals"})
