/** What a name says of a contrast agent. */
export type ContrastSign = "plain" | "contrast";

/** One line of the rule: names that hold the pattern say so, for instance the examples. */
export interface ContrastWord {
  says: ContrastSign;
  /** The only words that are ever repeated to the user: a name from a header is free text. */
  word: string;
  pattern: RegExp;
  /** Series descriptions as scanners and hospitals write them. */
  examples: readonly string[];
}

/** Without and with, in English, German, French, Spanish, Italian and Portuguese. */
const WITHOUT = "without|w\\/o|w\\.?o\\.?|non?|ohne|sans|sin|senza|sem|s\\/";
const WITH = "with|w\\/?|mit|avec|con|com|c\\/";
const AND = "and|und|et|y|e|&|\\+|\\/|,";
/** What a contrast agent is called, and how it is given. */
const AGENT =
  "contrast\\w*|contr?|ce|cm|kontrast\\w*|km|produit|pdc|inj\\w*|iniez\\w*|mdc|mezzo|medio|" +
  "meio|iv|i\\.v\\.|gado?\\w*|enhance\\w*";
const ROUTE = "(?:(?:any|iv|i\\.v\\.|intravenous|oral|de|di)\\W+)*";

/**
 * How names distinguish plain series from those with a contrast agent: the first line decides whose pattern
 * a name holds. Accents count for nothing, `_` and `^` for blanks.
 */
export const CONTRAST_WORDS: readonly ContrastWord[] = [
  {
    says: "contrast",
    word: "without and with contrast",
    pattern: words(
      `(?:${WITHOUT})\\W*(?:${AND})\\W*(?:${WITH})(?!\\w)|` +
        `(?:${WITH})\\W*(?:${AND})?\\W*(?:${WITHOUT})(?!\\w)|` +
        `(?:nativ\\w*|simples?)\\W*(?:${AND})\\W*(?:(?:${WITH})\\W+)?(?:${AGENT}|mit|c\\/c)(?!\\w)|` +
        `simples?\\s+contrastad[oa]`,
    ),
    examples: [
      "CT Head WO and W contrast IV",
      "MRA HEAD W/ WO CONTRAST",
      "TC CEREBRALE (SENZA E CON MDC)",
      "MRT Schädel nativ + KM",
      "TAC DE TORAX SIMPLE Y CON CONTRASTE",
    ],
  },
  {
    says: "plain",
    word: "without contrast",
    pattern: words(`(?:${WITHOUT})[\\s.-]*${ROUTE}(?:${AGENT}|con|c)(?!\\w)`),
    examples: [
      "CT HEAD WITHOUT IV CONTRAST",
      "HEAD W/O IV CONTRAST",
      "NON-CONTRAST",
      "crâne sans IV",
      "Scanner cérébral sans injection",
      "Kopf ohne KM",
      "TC Encefalo senza mdc",
      "TC Crânio sem contraste",
      "CRANIO S/C",
      "cráneo sin contraste",
    ],
  },
  {
    says: "plain",
    word: "without",
    // At the end nothing is left to be without but an agent; "no" and "con" are other words there.
    pattern: words("(?:without|w\\/o|wo|sans|ohne|senza)\\W*$"),
    examples: ["CT HEAD W/O", "Brain WO"],
  },
  {
    says: "plain",
    word: "before contrast",
    pattern: words(`(?:pre|avant|vor|antes|prima)\\W*(?:(?:de|di)\\W+)?(?:${AGENT})(?!\\w)`),
    examples: ["CT PRE CONTRAST 5MM STD", "5 MM PRE CONTRAST"],
  },
  {
    says: "plain",
    word: "plain",
    pattern: /\bplain|\bnativ|\bunenh|\bsimples?\b|\bbasale\b|\bblanco\b|\bn[ce]ct\b|\bncct/i,
    examples: [
      "CT PLAIN THIN",
      "Kopf nativ  5.0  H42s",
      "CRANEO^CRANEO_SIMPLE (ADULT)",
      "NCCT head",
    ],
  },
  {
    says: "plain",
    word: "C-",
    pattern: /(?<![\w-])c-(?=\s|$)|(?<=^|\s)-c(?=\s|$)/i,
    examples: ["Head C- 5mm", "BRAIN -C"],
  },
  {
    says: "contrast",
    word: "contrast",
    pattern: /\bcontrast|\bkontrast|\bkm\b|\bmdc\b|\bpdc\b|\binject|\binjekt/i,
    examples: ["CT 55mm Contrast", "Scanner cérébral injecté", "CT mit Kontrastmittel"],
  },
  {
    says: "contrast",
    word: "CE",
    pattern: /\bcect\b|\bce\b/i,
    examples: ["CT CECT THIN", "Axial CE"],
  },
  {
    says: "contrast",
    word: "with contrast",
    pattern: words(`(?:${WITH})[\\s.-]*${ROUTE}(?:${AGENT})(?!\\w)|c\\/c(?!\\w)|oral\\W*iv(?!\\w)`),
    examples: ["HEAD W IV", "TÓRAX C/C", "CT ORAL IV"],
  },
  {
    says: "contrast",
    word: "C+",
    pattern: /(?<![\w-])c\s?\+|\+\s?c(?=\s|$)(?!\W*(?:sp|col|cerv))/i,
    examples: ["C+ THIN", "Head+C"],
  },
  {
    says: "contrast",
    word: "post",
    // After contrast only where nothing else follows that a scan can be after or behind:
    // "Post Fossa", "Post trauma", "Post op" are plain.
    pattern: words(
      `post\\W*(?:$|\\d|(?:${AGENT}|thin|thick|std|stnd|soft|ax\\w*|cor\\w*|sag\\w*|delay\\w*)(?!\\w))`,
    ),
    examples: ["CT POST", "AXIAL POST 5MM", "Post Thin"],
  },
  {
    says: "contrast",
    word: "angiography",
    pattern: /\bcta\b|\bangio|\bwillis\b/i,
    examples: ["CTA HEAD", "ANGIO-TC INTRACRANICO", "AngioTAC", "Willis"],
  },
  {
    says: "contrast",
    word: "perfusion",
    pattern: /\bperfus|\bctp\b/i,
    examples: ["Perfusion", "CTP 4D"],
  },
  {
    says: "contrast",
    word: "arterial or venous",
    pattern: /\barteri(?:al|el|os)|\bvei?n(?:ous|eux|os[ao]?\b)/i,
    examples: ["Arterial", "veineux", "fase venosa"],
  },
  { says: "contrast", word: "bolus", pattern: /\bbolus/i, examples: ["Bolus tracking"] },
  {
    says: "contrast",
    word: "cc",
    pattern: /\d\s*cc\b/i,
    examples: ["4cc sec 150cc D3D on"],
  },
];

/** A pattern that begins where a word does. */
function words(pattern: string): RegExp {
  return new RegExp(`(?<!\\w)(?:${pattern})`, "i");
}

/** What the first of the names that say anything says of a contrast agent, or null. */
export function contrastIn(names: readonly string[]): ContrastWord | null {
  for (const name of names) {
    const text = plainText(name);
    const found = CONTRAST_WORDS.find(({ pattern }) => pattern.test(text));
    if (found !== undefined) return found;
  }
  return null;
}

function plainText(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").replace(/[_^]/g, " ").trim();
}

/** Values of ContrastBolusAgent (PS3.3 C.7.6.4), which is there only for an agent, that name none. */
const NO_AGENT = new RegExp(
  `^(?:${
    [
      // Signs and abbreviations, which stand alone.
      "\\W*$|n$|n\\W?a\\W?$|0(?:[.,]0*)?\\s*(?:ml|cc|g)?$|false$",
      // Words that more may follow: "none given". A non-ionic agent is one, and so is "No. 3".
      "(?:none?|not?|nil|null|plain|nativ\\w*|unenhanced|ncct|without|w\\W?o|sans|ohne|sin|senza|sem|" +
      "kein\\w*|aucune?|ningun\\w*|nessun\\w*|nenhum\\w*)(?!\\w|\\W*ion|[.\\s]*\\d)",
    ].join("|")
  })`,
  "i",
);

/** Whether a text in ContrastBolusAgent says that none was given. */
export function namesNoAgent(agent: string): boolean {
  const text = plainText(agent);
  return text === "" || NO_AGENT.test(text);
}
