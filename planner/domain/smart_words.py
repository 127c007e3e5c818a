"""The word lists behind the SMART rules, English and Dutch. They are data: add words, not code."""



def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A statement that starts with one of these says what will change.
CHANGE_VERBS = _words(
    """
    increase raise grow lift double triple expand extend reach achieve attain gain earn reduce cut lower decrease shorten halve
    limit eliminate close keep maintain hold sustain retain move bring win certify fill
    verhogen verhoog vergroten vergroot laten verdubbelen verdubbel bereiken bereik behalen behaal halen haal verlagen verlaag
    verminderen verminder terugbrengen breng verkorten verkort halveren halveer beperken beperk behouden behoud handhaven handhaaf
    houden houd sluiten sluit stijgen laat winnen win certificeren certificeer
    """
)

# These say what will be done, not what will be different afterwards.
ACTIVITY_VERBS = _words(
    """
    deliver launch run implement support help participate organise organize create build develop design roll
    provide offer train teach introduce conduct facilitate start continue work plan prepare attend give make do
    leveren lever lanceren lanceer uitvoeren voer invoeren implementeren implementeer ondersteunen ondersteun helpen help
    deelnemen organiseren organiseer maken maak bouwen bouw ontwikkelen ontwikkel ontwerpen ontwerp uitrollen rol aanbieden bied
    trainen train opleiden geven geef starten start beginnen begin werken werk plannen plan voorbereiden
    """
)

# Without a number these promise nothing.
VAGUE_WORDS = _words(
    """
    improve improved improvement improvements better best enhance enhanced optimise optimize optimal soon many some several
    world-class excellent effective efficient appropriate adequate ongoing significantly substantially strengthen boost asap
    verbeteren verbeter verbetering beter beste optimaliseren optimaliseer optimaal spoedig veel enkele diverse excellent
    effectief effectiever efficiënt efficiënter passend voldoende doorlopend aanzienlijk versterken versterk snel
    """
)

JOINING_WORDS = frozenset({"and", "en", "&", "plus", "alsmede", "evenals"})
