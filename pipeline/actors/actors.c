/* actors.c - speaker spans to actors, contents to targets.
 *
 * A span that holds a mention means the mention's actor (cast.h). A pronoun
 * means the person of fitting gender who is nearest and most prominent:
 * each mention before it is worth so many points, less with every sentence
 * between, more for subjects and for those who spoke last, less inside
 * quotation marks and behind prepositions. The weights were chosen on an
 * invented corpus and by reading real news; there is no learned model.
 *
 * Limits: a pronoun before its name ("In his speech, Obama said") is only
 * resolved where nobody stands before it; "they" takes a group, a body or a
 * country, never two persons named apart. */
#include "actors.h"

#include "attribution.h"
#include "cast.h"

#include <string.h>

enum rule {
    RULE_NAME, RULE_SHORT, RULE_TITLE, RULE_COUNTRY, RULE_BODY,
    RULE_PRONOUN, RULE_WHO, RULE_SEVERAL, RULE_GROUP, RULE_UNNAMED,
    RULE_AUTHOR, RULE_OPEN
};

const struct actor_rule ACTOR_RULES[] = {
    [RULE_NAME] = {"name", "The full name stands there."},
    [RULE_SHORT] = {"surname", "The surname of a person of the article, or "
                               "of the only known one of that name."},
    [RULE_TITLE] = {"title", "A person who was given that title in the "
                             "article, or held the office on its date."},
    [RULE_COUNTRY] = {"country", "A country, its capital or its government."},
    [RULE_BODY] = {"body", "An institution, or the one meant by its kind."},
    [RULE_PRONOUN] = {"pronoun", "The nearest prominent actor of that "
                                 "gender and number."},
    [RULE_WHO] = {"relative", "What \"who\" or \"which\" stands behind."},
    [RULE_SEVERAL] = {"several", "Two or more speak at once."},
    [RULE_GROUP] = {"group", "A group without a name."},
    [RULE_UNNAMED] = {"unnamed", "Somebody without a name."},
    [RULE_AUTHOR] = {"author", "The article's \"I\" or \"we\"."},
    [RULE_OPEN] = {"open", "A pronoun that nothing in the article explains."}};
const size_t ACTOR_RULE_COUNT = sizeof ACTOR_RULES / sizeof *ACTOR_RULES;

struct resolver {
    struct document *document;
    const struct lexicons *lexicons;
    struct mention_tools tools;
    struct mentions mentions;
    struct cast cast;
    /* where token_from, sentence_of and mention_from answered last */
    uint32_t token, sentence;
    size_t mention;
    struct spoken {
        uint32_t sentence;
        int32_t actor;
    } *spoken; /* who spoke so far, in the order of the statements */
    size_t spoken_count;
};

/* Mentions [from, to). */
struct mention_range {
    size_t from, to;
};

/* What a speaker span means. */
struct answer {
    int32_t actor, second; /* -1 = nobody */
    enum rule rule;
};

static const struct answer NOBODY = {-1, -1, RULE_OPEN};

/* ---- places ----------------------------------------------------------- */

/* The first token that begins at byte `offset` or later. Statements follow
 * the text: it is looked for from the last answer on, first by the usual
 * length of a token, then step by step. */
static uint32_t token_from(struct resolver *resolver, uint32_t offset) {
    enum { USUAL_BYTES = 5 };
    const struct document *document = resolver->document;
    const struct token *tokens = document->tokens;
    uint32_t count = document->token_count, at = resolver->token;
    if (at >= count)
        return 0; /* no tokens */
    int64_t guess = (int64_t)at + ((int64_t)offset - tokens[at].start) /
                                      USUAL_BYTES;
    at = guess <= 0 ? 0 : guess < count ? (uint32_t)guess : count - 1;
    while (at > 0 && tokens[at - 1].start >= offset)
        at--;
    while (at < count && tokens[at].start < offset)
        at++;
    resolver->token = at < count ? at : count - 1;
    return at;
}

/* The sentence that holds a token; from the last answer on. */
static uint32_t sentence_of(struct resolver *resolver, uint32_t token) {
    const struct document *document = resolver->document;
    uint32_t at = resolver->sentence;
    while (at > 0 && document->sentences[at - 1].token_end > token)
        at--;
    while (at < document->sentence_count &&
           document->sentences[at].token_end <= token)
        at++;
    return resolver->sentence = at;
}

/* The first mention whose last token is `token` or later; from the last
 * answer on, too. */
static size_t mention_from(struct resolver *resolver, uint32_t token) {
    const struct mention *items = resolver->mentions.items;
    size_t at = resolver->mention;
    while (at > 0 && items[at - 1].end > token)
        at--;
    while (at < resolver->mentions.count && items[at].end <= token)
        at++;
    return resolver->mention = at;
}

/* The byte at which the last token of a mention begins. */
static uint32_t last_of(const struct resolver *resolver, size_t at) {
    const struct mention *mention = &resolver->mentions.items[at];
    return resolver->document->tokens[mention->end - 1].start;
}

/* The same for the first token that begins at byte `offset` or later. */
static size_t mention_at(struct resolver *resolver, uint32_t offset) {
    size_t at = resolver->mention;
    while (at > 0 && last_of(resolver, at - 1) >= offset)
        at--;
    while (at < resolver->mentions.count && last_of(resolver, at) < offset)
        at++;
    return resolver->mention = at;
}

static struct actor *actor_at(struct resolver *resolver, int32_t index) {
    return &resolver->cast.actors[index];
}

/* The byte at which a mention begins. */
static uint32_t start_of(const struct resolver *resolver,
                         const struct mention *mention) {
    return resolver->document->tokens[mention->start].start;
}

/* ---- pronouns --------------------------------------------------------- */

struct wanted {
    enum gender gender;
    bool person, plural;
};

/* Points of a mention as what a pronoun means. */
enum {
    POINTS_BASE = 100,
    POINTS_SENTENCE = 14,   /* taken for each sentence between */
    POINTS_PARAGRAPH = -10, /* in another paragraph */
    POINTS_FIRST = 12,      /* the first of its sentence */
    POINTS_OBLIQUE = -14,   /* behind a preposition */
    POINTS_MODIFIER = -16,  /* "Obama" in "Obama's aide" */
    POINTS_QUOTED = -30,
    POINTS_SAID = -20,      /* inside what somebody says */
    POINTS_SPOKE = 18,
    POINTS_UNSURE = -6,     /* the gender is unknown */
    POINTS_AGREES = 6,      /* it is known and fits */
    POINTS_NO_PERSON = -16, /* not known to be a person */
    POINTS_UNNAMED = -20,
    POINTS_BARE = -20       /* "a chair": a title that is no subject */
};
enum { SENTENCES_BACK = 8 };

static bool may_mean(const struct actor *actor, const struct wanted *want) {
    if (want->plural)
        return actor->kind == ACTOR_GROUP || actor->kind == ACTOR_BODY ||
               actor->kind == ACTOR_STATE;
    if (!want->person)
        return actor->kind == ACTOR_BODY || actor->kind == ACTOR_STATE ||
               actor->kind == ACTOR_NAMED;
    if (actor->kind != ACTOR_PERSON && actor->kind != ACTOR_NAMED &&
        actor->kind != ACTOR_UNNAMED)
        return false;
    return want->gender == GENDER_UNKNOWN ||
           actor->gender == GENDER_UNKNOWN || actor->gender == want->gender;
}

static int points_of_actor(const struct actor *actor,
                           const struct wanted *want) {
    int points = 0;
    if (want->person && actor->gender == GENDER_UNKNOWN)
        points += POINTS_UNSURE;
    if (want->person && actor->gender != GENDER_UNKNOWN)
        points += POINTS_AGREES;
    if (want->person && actor->kind == ACTOR_NAMED)
        points += POINTS_NO_PERSON;
    if (want->plural && actor->kind != ACTOR_GROUP)
        points += POINTS_SENTENCE / 2;
    if (actor->kind == ACTOR_UNNAMED)
        points += POINTS_UNNAMED;
    return points;
}

/* What a sentence `from` is worth as seen from sentence `to`. */
static int points_of_distance(const struct resolver *resolver, uint32_t from,
                              uint32_t to) {
    const struct sentence *sentences = resolver->document->sentences;
    return POINTS_BASE - POINTS_SENTENCE * (int)(to - from) +
           (sentences[from].paragraph != sentences[to].paragraph
                ? POINTS_PARAGRAPH
                : 0);
}

static int points_of_place(const struct resolver *resolver, size_t at,
                           uint32_t sentence) {
    const struct mention *mention = &resolver->mentions.items[at];
    int points = points_of_distance(resolver, mention->sentence, sentence);
    if (mention->kind == MENTION_TITLE && !(mention->flags & MENTION_FIRST))
        points += POINTS_BARE;
    if (mention->flags & MENTION_OBLIQUE)
        points += POINTS_OBLIQUE;
    else if (mention->flags & MENTION_FIRST)
        points += POINTS_FIRST;
    if (mention->flags & MENTION_MODIFIER)
        points += POINTS_MODIFIER;
    if (mention->flags & MENTION_QUOTED)
        points += POINTS_QUOTED;
    else if (mention->flags & MENTION_SAID)
        points += POINTS_SAID;
    return points;
}

struct race {
    const struct wanted *want;
    int32_t best;
    int points;
};

static void enter(struct resolver *resolver, struct race *race,
                  int32_t index, int points) {
    const struct actor *actor = actor_at(resolver, index);
    if (!may_mean(actor, race->want))
        return;
    points += points_of_actor(actor, race->want);
    if (points > race->points || race->best < 0)
        race->points = points, race->best = index;
}

/* Those who spoke count as subjects where they spoke. */
static void enter_speakers(struct resolver *resolver, struct race *race,
                           uint32_t sentence) {
    for (size_t i = resolver->spoken_count, back = 0; i-- > 0 && back < 4;
         back++) {
        uint32_t at = resolver->spoken[i].sentence;
        if (at > sentence || at + SENTENCES_BACK < sentence)
            continue;
        enter(resolver, race, resolver->spoken[i].actor,
              points_of_distance(resolver, at, sentence) + POINTS_SPOKE);
    }
}

/* The actor of mention `at`; a group nobody asked for can only be "they". */
static int32_t entrant(struct resolver *resolver, size_t at,
                       const struct wanted *want) {
    struct mention *mention = &resolver->mentions.items[at];
    return want->plural ? cast_actor_of(&resolver->cast, mention)
                        : mention->actor;
}

static int32_t find_antecedent(struct resolver *resolver, uint32_t token,
                               const struct wanted *want) {
    uint32_t sentence = sentence_of(resolver, token);
    struct race race = {want, -1, 0};
    size_t from = mention_from(resolver, token);
    enter_speakers(resolver, &race, sentence);
    for (size_t i = from; i-- > 0;) {
        const struct mention *mention = &resolver->mentions.items[i];
        if (mention->sentence + SENTENCES_BACK < sentence ||
            (race.best >= 0 &&
             race.points > POINTS_BASE + POINTS_FIRST + POINTS_AGREES -
                               POINTS_SENTENCE *
                                   (int)(sentence - mention->sentence)))
            break; /* nothing farther can be worth more */
        int32_t actor = entrant(resolver, i, want);
        if (actor >= 0)
            enter(resolver, &race, actor,
                  points_of_place(resolver, i, sentence));
    }
    for (size_t i = from; race.best < 0 && i < resolver->mentions.count &&
                          resolver->mentions.items[i].sentence <= sentence;
         i++) { /* "In his speech, Obama said" */
        int32_t actor = entrant(resolver, i, want);
        if (actor >= 0)
            enter(resolver, &race, actor, 0);
    }
    return race.best;
}

/* People of whom no more is told. */
static int32_t find_some(struct resolver *resolver) {
    return cast_unnamed(&resolver->cast, ACTOR_GROUP, "some", "");
}

/* Whether "who" may belong to the word before it, by its class. */
static bool is_bare_head(const struct token *token) {
    struct word_grammar what = grammar_of(token);
    return token->kind == TOKEN_NUMBER ||
           (token->kind == TOKEN_WORD &&
            (what.class == CLASS_DETERMINER || what.class == CLASS_QUANTITY ||
             what.class == CLASS_INDEFINITE ||
             (what.class >= CLASS_NAME && what.senses & SENSE_NOUN)));
}

/* Whom it means: "those [who]", "23 percent who", "developers who". */
static int32_t find_bare_head(struct resolver *resolver, uint32_t at) {
    const struct token *token = &resolver->document->tokens[at];
    if (token->kind == TOKEN_NUMBER || word_is_measure(token))
        return find_some(resolver);
    const struct word *word = token->word;
    bool several = grammar_of(token).class < CLASS_NAME ||
                   word->folded[word->folded_length - 1] == 's';
    return cast_unnamed(&resolver->cast,
                        several ? ACTOR_GROUP : ACTOR_UNNAMED,
                        cast_describe(&resolver->cast, at, at + 1), "");
}

/* What "who" or "which" follows: the mention that ends nearest before it, or
 * the word just before where that belongs to none; nobody who is far. */
static int32_t find_head(struct resolver *resolver, uint32_t token) {
    enum { WORDS_BETWEEN = 5 };
    size_t at = mention_from(resolver, token);
    uint32_t sentence = sentence_of(resolver, token);
    bool bare = token > resolver->document->sentences[sentence].token_start &&
                is_bare_head(&resolver->document->tokens[token - 1]);
    while (at-- > 0 &&
           resolver->mentions.items[at].sentence == sentence) {
        struct mention *mention = &resolver->mentions.items[at];
        if (mention->end + (bare ? 0 : WORDS_BETWEEN) < token)
            break;
        if (mention->actor != ACTOR_NOBODY && mention->kind != MENTION_PEOPLE)
            return cast_actor_of(&resolver->cast, mention);
    }
    return bare ? find_bare_head(resolver, token - 1) : -1;
}

static const struct entry *pronoun_at(const struct resolver *resolver,
                                      uint32_t start, uint32_t end) {
    const struct document *document = resolver->document;
    if (start >= end || !(document->tokens[start].word->marks &
                          MARK(TERM_PRONOUN)))
        return NULL;
    const struct term *term = lexicons_match(
        resolver->lexicons, document->tokens, start, end,
        MARK(TERM_PRONOUN));
    return term && start + term->words == end ? term->entry : NULL;
}

static struct answer answer_third(struct resolver *resolver, uint32_t token,
                                  const struct entry *pronoun) {
    const char *const *cells = pronoun->cells;
    struct wanted want = {
        .gender = cells[PRONOUN_GENDER][0] == 'm'   ? GENDER_MALE
                  : cells[PRONOUN_GENDER][0] == 'f' ? GENDER_FEMALE
                                                    : GENDER_UNKNOWN,
        .plural = !strcmp(cells[PRONOUN_NUMBER], "plural")};
    want.person = want.gender != GENDER_UNKNOWN;
    int32_t found = find_antecedent(resolver, token, &want);
    if (found >= 0 && want.person &&
        actor_at(resolver, found)->gender == GENDER_UNKNOWN)
        actor_at(resolver, found)->gender = (uint8_t)want.gender;
    return (struct answer){found, -1,
                           found >= 0 ? RULE_PRONOUN : RULE_OPEN};
}

static bool is_one_of(const char *word, const char *const *words) {
    for (; *words; words++)
        if (*word == **words && !strcmp(word, *words))
            return true;
    return false;
}

/* The pronouns that point at something; all others ("some", "everyone") are
 * groups of their own. */
static struct answer answer_pronoun(struct resolver *resolver,
                                    uint32_t token,
                                    const struct entry *pronoun) {
    static const char *const POINTING[] = {
        "he", "him", "his", "himself", "she", "her", "hers", "herself",
        "it", "its", "itself", "they", "them", "their", "theirs",
        "themselves", NULL};
    static const char *const RELATIVE[] = {"who", "whom", "whose", "which",
                                           "that", NULL};
    const char *word = pronoun->cells[PRONOUN_TERM];
    char person = pronoun->cells[PRONOUN_PERSON][0];
    if (is_one_of(word, RELATIVE)) {
        int32_t found = find_head(resolver, token);
        return (struct answer){found, -1, found >= 0 ? RULE_WHO : RULE_OPEN};
    }
    if (is_one_of(word, POINTING))
        return answer_third(resolver, token, pronoun);
    if (person == '1')
        return (struct answer){cast_unnamed(&resolver->cast, ACTOR_GROUP,
                                            "unknown author", ""),
                               -1, RULE_AUTHOR};
    if (person == '2')
        return NOBODY;
    return (struct answer){
        cast_unnamed(&resolver->cast, ACTOR_GROUP, word, ""), -1,
        RULE_GROUP};
}

/* ---- spans ------------------------------------------------------------ */

static enum rule rule_of(const struct mention *mention,
                         const struct actor *actor) {
    switch (actor->kind) {
    case ACTOR_STATE:
    case ACTOR_PLACE: return RULE_COUNTRY;
    case ACTOR_BODY: return RULE_BODY;
    case ACTOR_GROUP: return RULE_GROUP;
    case ACTOR_UNNAMED: return RULE_UNNAMED;
    default: break;
    }
    return mention->kind == MENTION_TITLE ? RULE_TITLE
           : mention->end - mention->start > 1 ? RULE_NAME
                                               : RULE_SHORT;
}

static bool is_head(const struct mention *mention) {
    return mention->actor != ACTOR_NOBODY &&
           !(mention->flags & MENTION_MODIFIER);
}

/* True where a preposition or "who" stands before `at`: what follows belongs
 * to somebody who is not named ("a narrator in the [Clinton] ad"). */
static bool is_inside(const struct resolver *resolver, uint32_t start,
                      uint32_t at) {
    for (uint32_t i = start; i < at; i++) {
        uint8_t class = grammar_of(&resolver->document->tokens[i]).class;
        if ((class >= CLASS_WHO && class <= CLASS_THAT && i > start) ||
            (class >= CLASS_TO && class <= CLASS_PREPOSITION))
            return true;
    }
    return false;
}

/* The other one in "Kerry and Lavrov"; -1 = none. */
static int32_t find_second(struct resolver *resolver, size_t first,
                           uint32_t end) {
    struct mention *items = resolver->mentions.items;
    const struct token *tokens = resolver->document->tokens;
    for (size_t i = first + 1;
         i < resolver->mentions.count && items[i].end <= end; i++) {
        if (!is_head(&items[i]) || items[i].actor == items[first].actor)
            continue;
        uint32_t before = items[i].phrase;
        return before > items[first].end - 1 && before > 0 &&
                       !strcmp(tokens[before - 1].word->folded, "and") &&
                       before - 1 <= items[first].end + 1
                   ? cast_actor_of(&resolver->cast, &items[i])
                   : -1;
    }
    return -1;
}

/* `several`: it is known that they are. */
static struct answer answer_words(struct resolver *resolver, uint32_t start,
                                  uint32_t end, bool several) {
    uint32_t stop = start;
    const struct token *tokens = resolver->document->tokens;
    const char *country = "";
    while (stop < end && tokens[stop].kind != TOKEN_COMMA &&
           (stop == start || !is_inside(resolver, stop, stop + 1)))
        stop++;
    for (size_t i = mention_from(resolver, start);
         i < resolver->mentions.count &&
         resolver->mentions.items[i].start < end;
         i++)
        if (!*country)
            country = resolver->mentions.items[i].country;
    const char *name = cast_describe(&resolver->cast, start, stop);
    if (!*name)
        return NOBODY;
    /* a study says, but is no "he" */
    const struct term *title =
        stop > start ? lexicons_match(resolver->lexicons, tokens, stop - 1,
                                      stop, MARK(TERM_TITLE))
                     : NULL;
    bool group = several || (title && title_is_document(title->entry));
    return (struct answer){
        cast_unnamed(&resolver->cast, group ? ACTOR_GROUP : ACTOR_UNNAMED,
                     name, country),
        -1, group ? RULE_GROUP : RULE_UNNAMED};
}

/* A possessive in front of words that no lexicon knows. */
static bool is_whole(const struct resolver *resolver,
                     const struct mention *mention, uint32_t end) {
    return mention->end >= end ||
           resolver->document->tokens[mention->end].kind != TOKEN_CLITIC ||
           mention->end + 1 >= end;
}

/* The mention that the span [start, end) is about: the first that modifies
 * nothing, and the name where the span holds no more than its title. */
static bool answer_mention(struct resolver *resolver, uint32_t start,
                           uint32_t end, struct answer *answer) {
    struct mention *items = resolver->mentions.items;
    size_t count = resolver->mentions.count, i = mention_from(resolver, start);
    bool inside = false;
    for (; i < count && items[i].start < end; i++) {
        bool last = i + 1 == count || items[i + 1].start >= end;
        inside = true;
        if (items[i].actor == ACTOR_NOBODY ||
            (!is_head(&items[i]) && !last))
            continue;
        if ((items[i].phrase > start &&
             is_inside(resolver, start, items[i].phrase)) ||
            !is_whole(resolver, &items[i], end))
            return false;
        break;
    }
    if (i == count || items[i].actor == ACTOR_NOBODY ||
        (items[i].start >= end && (inside || items[i].phrase >= end)))
        return false;
    int32_t first = cast_actor_of(&resolver->cast, &items[i]);
    int32_t second = find_second(resolver, i, end);
    *answer = (struct answer){
        first, second,
        second >= 0 ? RULE_SEVERAL
                    : rule_of(&items[i], actor_at(resolver, first))};
    return true;
}

/* "52 percent [of voters]": where a span goes on that begins with a measure;
 * its end where it is nothing but one, `start` where there is none. */
static uint32_t skip_measure(const struct resolver *resolver, uint32_t start,
                             uint32_t end) {
    const struct token *tokens = resolver->document->tokens;
    uint32_t at = start;
    while (at < end && !word_is_measure(&tokens[at]))
        at++;
    if (at == end)
        return start; /* as nearly always */
    for (uint32_t i = start; i < at; i++)
        if (tokens[i].kind == TOKEN_COMMA || is_inside(resolver, i, i + 1))
            return start;
    if (at + 1 == end)
        return end;
    return at + 2 < end && grammar_of(&tokens[at + 1]).class == CLASS_OF
               ? at + 2
               : start;
}

/* Some of those whom [start, end) names: a part of a party is not the party,
 * but a group of its own. */
static struct answer answer_part(struct resolver *resolver, uint32_t start,
                                 uint32_t end) {
    struct answer answer;
    if (start == end || pronoun_at(resolver, start, end))
        return (struct answer){find_some(resolver), -1, RULE_GROUP};
    if (answer_mention(resolver, start, end, &answer) &&
        actor_at(resolver, answer.actor)->kind == ACTOR_GROUP)
        return answer;
    return answer_words(resolver, start, end, true);
}

static struct answer answer_span(struct resolver *resolver,
                                 struct span span, uint32_t start) {
    const struct document *document = resolver->document;
    uint32_t end = start; /* most speakers are few words */
    while (end < document->token_count &&
           document->tokens[end].start < span.end)
        end++;
    if (start >= end)
        return NOBODY;
    uint32_t whole = skip_measure(resolver, start, end);
    if (whole != start)
        return answer_part(resolver, whole, end);
    const struct entry *pronoun = pronoun_at(resolver, start, end);
    if (pronoun)
        return answer_pronoun(resolver, start, pronoun);
    struct answer answer;
    if (answer_mention(resolver, start, end, &answer))
        return answer;
    return answer_words(resolver, start, end, false);
}

/* ---- targets ---------------------------------------------------------- */

enum { TARGETS_MOST = 24 };

struct targets {
    int32_t items[TARGETS_MOST];
    size_t count;
};

/* Whom a statement can be about: those with a name. The speaker's own
 * country is none, nor are words of his people. */
static bool is_target(struct resolver *resolver,
                      const struct mention *mention,
                      const struct answer *speaker) {
    if (mention->actor < 0 || mention->actor == speaker->actor ||
        mention->actor == speaker->second)
        return false;
    const struct actor *actor = actor_at(resolver, mention->actor);
    if (actor->kind == ACTOR_UNNAMED || actor->kind == ACTOR_GROUP)
        return false;
    if ((actor->kind == ACTOR_NAMED || actor->kind == ACTOR_PLACE) &&
        !actor->spoke)
        return false; /* most likely a place */
    const char *own = speaker->actor >= 0
                          ? actor_at(resolver, speaker->actor)->country
                          : "";
    return actor->kind != ACTOR_STATE || !*own ||
           strcmp(own, actor->country) != 0;
}

/* The title's country is no target beside its bearer: "[Russian] Foreign
 * Minister Sergei Lavrov"; a group stands for its country. */
static bool is_told(const struct resolver *resolver, size_t at) {
    const struct mention *mention = &resolver->mentions.items[at];
    if (!(mention->flags & MENTION_MODIFIER))
        return false;
    const struct mention *next = mention;
    size_t end = resolver->mentions.count;
    while (++at < end && (++next)->flags & MENTION_MODIFIER &&
           next->phrase == mention->phrase)
        ;
    return at < end && next->phrase == mention->phrase &&
           (next->kind == MENTION_NAME || next->kind == MENTION_BODY);
}

static void add_target(struct targets *targets, int32_t actor) {
    for (size_t i = 0; i < targets->count; i++)
        if (targets->items[i] == actor)
            return;
    if (targets->count < TARGETS_MOST)
        targets->items[targets->count++] = actor;
}

static const char *join_targets(struct resolver *resolver,
                                const struct targets *targets) {
    if (targets->count == 1)
        return cast_name_of(&resolver->cast, targets->items[0]);
    size_t length = 1;
    for (size_t i = 0; i < targets->count; i++)
        length +=
            strlen(cast_name_of(&resolver->cast, targets->items[i])) + 1;
    char *text = arena_take(resolver->document->arena, length), *at = text;
    for (size_t i = 0; i < targets->count; i++) {
        const char *name =
            cast_name_of(&resolver->cast, targets->items[i]);
        if (i)
            *at++ = ';';
        memcpy(at, name, strlen(name));
        at += strlen(name);
    }
    *at = '\0';
    return text;
}

/* `said` are the statement's pieces as ranges of mentions. */
static const char *find_targets(struct resolver *resolver,
                                const struct statement *statement,
                                const struct mention_range *said,
                                const struct answer *speaker) {
    struct targets targets;
    targets.count = 0;
    for (uint32_t p = 0; p < statement->piece_count; p++)
        for (size_t i = said[p].from; i < said[p].to; i++)
            if (!is_told(resolver, i) &&
                is_target(resolver, &resolver->mentions.items[i], speaker))
                add_target(&targets, resolver->mentions.items[i].actor);
    return targets.count ? join_targets(resolver, &targets) : "";
}

/* ---- statements ------------------------------------------------------- */

static const char *join(struct resolver *resolver, const char *a,
                        const char *between, const char *b) {
    if (!*a || !*b || !strcmp(a, b))
        return *a ? a : b;
    size_t first = strlen(a), gap = strlen(between), last = strlen(b) + 1;
    char *text = arena_take(resolver->document->arena, first + gap + last);
    memcpy(text, a, first);
    memcpy(text + first, between, gap);
    memcpy(text + first + gap, b, last);
    return text;
}

/* "source cue content; pronoun" */
static const char *join_rules(struct resolver *resolver, const char *how,
                              enum rule rule) {
    const char *who = ACTOR_RULES[rule].name;
    size_t first = strlen(how), last = strlen(who) + 1;
    if (!first)
        return who;
    char *text = arena_take(resolver->document->arena, first + 2 + last);
    memcpy(text, how, first);
    memcpy(text + first, "; ", 2);
    memcpy(text + first + 2, who, last);
    return text;
}

static void fill(struct resolver *resolver, struct statement *statement,
                 const struct mention_range *said,
                 const struct answer *answer) {
    if (answer->actor >= 0) {
        statement->actor = cast_name_of(&resolver->cast, answer->actor);
        statement->role = cast_role_of(&resolver->cast, answer->actor);
        statement->country = actor_at(resolver, answer->actor)->country;
    }
    if (answer->second >= 0) {
        statement->actor =
            join(resolver, statement->actor, " and ",
                 cast_name_of(&resolver->cast, answer->second));
        statement->country =
            join(resolver, statement->country, ";",
                 actor_at(resolver, answer->second)->country);
        statement->role = "";
    }
    statement->targets = find_targets(resolver, statement, said, answer);
    statement->rule = join_rules(resolver, statement->rule, answer->rule);
}

/* Finds the mentions inside each piece and marks them: who is spoken of is
 * less likely to speak next. */
static void mark_said(struct resolver *resolver,
                      const struct statement *statement,
                      struct mention_range *said) {
    struct mention *items = resolver->mentions.items;
    for (uint32_t p = 0; p < statement->piece_count; p++) {
        struct span piece = statement->pieces[p];
        size_t i = mention_at(resolver, piece.start);
        said[p].from = i;
        for (; i < resolver->mentions.count &&
               start_of(resolver, &items[i]) < piece.end;
             i++)
            items[i].flags |= MENTION_SAID;
        said[p].to = resolver->mention = i;
    }
}

static struct answer hear(struct resolver *resolver,
                          const struct statement *statement) {
    if (statement->speaker.start >= statement->speaker.end)
        return NOBODY;
    uint32_t start = token_from(resolver, statement->speaker.start);
    struct answer answer = answer_span(resolver, statement->speaker, start);
    if (answer.actor >= 0) {
        actor_at(resolver, answer.actor)->spoke = true;
        resolver->spoken[resolver->spoken_count++] = (struct spoken){
            sentence_of(resolver, start), answer.actor};
    }
    return answer;
}

/* What is said is marked first, then who says it, then of whom: each needs
 * what came before for the whole article. */
static void resolve_all(struct resolver *resolver) {
    struct document *document = resolver->document;
    uint32_t count = document->statement_count, pieces = 0;
    for (uint32_t i = 0; i < count; i++)
        pieces += document->statements[i].piece_count;
    struct mention_range *said =
        arena_take(document->arena, (pieces + 1) * sizeof *said);
    struct answer *answers =
        arena_take(document->arena, count * sizeof *answers);
    for (uint32_t i = 0, at = 0; i < count; i++) {
        mark_said(resolver, &document->statements[i], said + at);
        at += document->statements[i].piece_count;
    }
    for (uint32_t i = 0; i < count; i++)
        answers[i] = hear(resolver, &document->statements[i]);
    for (uint32_t i = 0, at = 0; i < count; i++) {
        fill(resolver, &document->statements[i], said + at, &answers[i]);
        at += document->statements[i].piece_count;
    }
}

bool actors_resolve(struct document *document, struct tools *tools,
                    struct failure *why) {
    (void)why;
    if (!document->statement_count)
        return true;
    struct resolver resolver = {
        .document = document,
        .lexicons = tools->lexicons,
        .tools = {document, tools->lexicons, tools->roster}};
    resolver.spoken =
        arena_take(document->arena,
                   document->statement_count * sizeof *resolver.spoken);
    mentions_find(&resolver.tools, &resolver.mentions);
    cast_build(&resolver.cast, &resolver.tools, &resolver.mentions);
    resolve_all(&resolver);
    return true;
}
