// SPDX-License-Identifier: GPL-3.0-or-later
#include "architecture/source_scanner.h"

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

namespace espalier::architecture {

namespace {

bool isWord(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// Turns text into blanks, one construct at a time.
class Blanker {
public:
    Blanker(std::string_view text, bool alsoDirectives) : m_out(text), m_alsoDirectives(alsoDirectives) { }

    std::string run()
    {
        while (m_at < m_out.size())
            step();
        return std::move(m_out);
    }

private:
    void step()
    {
        const char c = m_out[m_at];
        if (startsWith("//"))
            blankUntilLineEnd();
        else if (startsWith("/*"))
            blankThrough("*/", 2);
        else if (c == '#' && m_lineIsBlank && m_alsoDirectives)
            blankUntilLineEnd();
        else if (c == '#' && m_lineIsBlank && isInclude())
            skipLine();
        else if (c == '"' && isRaw())
            blankRawString();
        else if (c == '"' || (c == '\'' && !isDigitSeparator()))
            blankLiteral(c);
        else
            pass(c);
    }

    void pass(char c)
    {
        if (c == '\n')
            m_lineIsBlank = true;
        else if (!std::isspace(static_cast<unsigned char>(c)))
            m_lineIsBlank = false;
        ++m_at;
    }

    bool startsWith(std::string_view what) const { return m_out.compare(m_at, what.size(), what) == 0; }
    bool isInclude() const
    {
        const std::size_t word = m_out.find_first_not_of(" \t", m_at + 1);
        return word != std::string::npos && m_out.compare(word, 7, "include") == 0;
    }
    bool isRaw() const { return m_at > 0 && m_out[m_at - 1] == 'R' && (m_at < 2 || !isWord(m_out[m_at - 2])); }
    bool isDigitSeparator() const { return m_at > 0 && std::isxdigit(static_cast<unsigned char>(m_out[m_at - 1])); }

    void skipLine() { m_at = std::min(m_out.find('\n', m_at), m_out.size()); }

    void blank(std::size_t from, std::size_t to)
    {
        for (std::size_t i = from; i < std::min(to, m_out.size()); ++i)
            if (m_out[i] != '\n')
                m_out[i] = ' ';
        m_at = std::min(to, m_out.size());
    }

    // A backslash at the end of a line carries the construct on.
    void blankUntilLineEnd()
    {
        std::size_t end = m_out.find('\n', m_at);
        while (end != std::string::npos && end > 0 && m_out[end - 1] == '\\')
            end = m_out.find('\n', end + 1);
        blank(m_at, end);
    }

    void blankThrough(std::string_view closing, std::size_t skip)
    {
        const std::size_t end = m_out.find(closing, m_at + skip);
        blank(m_at, end == std::string::npos ? end : end + closing.size());
    }

    void blankRawString()
    {
        const std::size_t open = m_out.find('(', m_at);
        if (open == std::string::npos)
            return pass('"');
        const std::string closing = ")" + m_out.substr(m_at + 1, open - m_at - 1) + "\"";
        const std::size_t end = m_out.find(closing, open);
        const std::size_t last = end == std::string::npos ? m_out.size() : end + closing.size();
        blank(m_at + 1, last - 1);
        ++m_at;
        m_lineIsBlank = false;
    }

    void blankLiteral(char quote)
    {
        std::size_t end = m_at + 1;
        while (end < m_out.size() && m_out[end] != quote && m_out[end] != '\n')
            end += m_out[end] == '\\' ? 2 : 1;
        blank(m_at + 1, end);
        ++m_at;
        m_lineIsBlank = false;
    }

    std::string m_out;
    bool m_alsoDirectives;
    bool m_lineIsBlank = true;
    std::size_t m_at = 0;
};

std::size_t matching(std::string_view text, std::size_t open, char opening, char closing)
{
    int depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
        if (text[i] == opening)
            ++depth;
        else if (text[i] == closing && --depth == 0)
            return i;
    }
    return text.size();
}

int lineOf(std::string_view text, std::size_t at)
{
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t from = text.find_first_not_of(" \t\n\r");
    if (from == std::string_view::npos)
        return {};
    return text.substr(from, text.find_last_not_of(" \t\n\r") - from + 1);
}

std::string_view lastWord(std::string_view text)
{
    std::size_t from = text.size();
    while (from > 0 && isWord(text[from - 1]))
        --from;
    return text.substr(from);
}

/// What stands before a "{", from the end of the construct before.
class Head {
public:
    explicit Head(std::string_view text) : m_text(trimmed(text)) { findParameters(); }

    enum class Kind { Scope, Function, Initialiser, MemberInitialiser };

    Kind kind() const
    {
        if (hasWord(m_text, "namespace") || (m_text.starts_with("extern") && m_text.find('(') == std::string_view::npos))
            return Kind::Scope;
        if (m_open == std::string_view::npos)
            return isType() ? Kind::Scope : Kind::Initialiser;
        if (m_open > 0 && assignsBefore(m_open))
            return Kind::Initialiser;
        if (inInitialiserList())
            return m_text.back() == ')' || m_text.back() == '}' ? Kind::Function : Kind::MemberInitialiser;
        return endsAsFunction() ? Kind::Function : Kind::Initialiser;
    }

    std::string name() const
    {
        std::size_t end = m_open;
        while (end > 0 && std::isspace(static_cast<unsigned char>(m_text[end - 1])))
            --end;
        std::size_t from = end;
        const std::size_t op = m_text.substr(0, end).rfind("operator");
        if (op != std::string_view::npos && trimmed(m_text.substr(op + 8, end - op - 8)).find(' ') == std::string::npos)
            from = op;
        while (from > 0 && (isWord(m_text[from - 1]) || m_text[from - 1] == ':' || m_text[from - 1] == '~'))
            --from;
        return std::string(m_text.substr(from, end - from));
    }

    int parameters() const
    {
        const std::string_view list = trimmed(m_text.substr(m_open + 1, m_close - m_open - 1));
        if (list.empty() || list == "void")
            return 0;
        int depth = 0;
        int count = 1;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const bool arrow = list[i] == '>' && i > 0 && list[i - 1] == '-';
            if (std::string_view("(<[{").find(list[i]) != std::string_view::npos)
                ++depth;
            else if (!arrow && std::string_view(")>]}").find(list[i]) != std::string_view::npos)
                --depth;
            else if (list[i] == ',' && depth == 0)
                ++count;
        }
        return count;
    }

    /// The class's name, if this opens one.
    std::string className() const
    {
        static const std::regex pattern(R"((?:class|struct|union)\s+(?:\[\[.*?\]\]\s*)?([A-Za-z_]\w*))");
        std::match_results<std::string_view::const_iterator> match;
        const std::string_view text = withoutTemplate();
        return std::regex_search(text.begin(), text.end(), match, pattern) ? match[1].str() : std::string();
    }

private:
    static bool hasWord(std::string_view text, std::string_view word)
    {
        for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
            const bool before = at == 0 || !isWord(text[at - 1]);
            const std::size_t end = at + word.size();
            if (before && (end == text.size() || !isWord(text[end])))
                return true;
        }
        return false;
    }

    bool isType() const
    {
        const std::string_view text = withoutTemplate();
        if (text.find('=') != std::string_view::npos)
            return false;
        return hasWord(text, "class") || hasWord(text, "struct") || hasWord(text, "union") || hasWord(text, "enum");
    }

    /// Skips "template <...>" so that its angles and words do not mislead.
    std::string_view withoutTemplate() const
    {
        if (!m_text.starts_with("template"))
            return m_text;
        const std::size_t open = m_text.find('<');
        return open == std::string_view::npos ? m_text : m_text.substr(matching(m_text, open, '<', '>'));
    }

    /// "operator", "operator<": what follows belongs to its name.
    static bool endsWithOperator(std::string_view text)
    {
        const std::size_t end = text.find_last_not_of(" <>=");
        return end != std::string_view::npos && lastWord(text.substr(0, end + 1)) == "operator";
    }

    /// The first group of parentheses at no depth of angles that belongs to a name.
    void findParameters()
    {
        static const std::set<std::string_view> notNames{"decltype", "noexcept", "alignas", "__attribute__",
                                                         "explicit", "requires", "sizeof", "declspec"};
        int angles = 0;
        for (std::size_t i = m_text.size() - withoutTemplate().size(); i < m_text.size(); ++i) {
            const char c = m_text[i];
            const bool isOperator = endsWithOperator(m_text.substr(0, i));
            if (c == '<' && !isOperator)
                ++angles;
            else if (c == '>' && angles > 0 && m_text[i - 1] != '-')
                --angles;
            if (c != '(')
                continue;
            const std::size_t close = matching(m_text, i, '(', ')');
            const std::string_view before = lastWord(trimmed(m_text.substr(0, i)));
            const bool callOperator = before == "operator";
            if (angles == 0 && !notNames.contains(before) && !callOperator) {
                m_open = i;
                m_close = close;
                return;
            }
            i = close;
        }
    }

    bool assignsBefore(std::size_t end) const
    {
        const std::string_view before = m_text.substr(0, end);
        if (before.find("operator") != std::string_view::npos || before.starts_with("template"))
            return false;
        return before.find('=') != std::string_view::npos;
    }

    std::string_view tail() const { return trimmed(m_text.substr(std::min(m_close + 1, m_text.size()))); }

    bool inInitialiserList() const
    {
        std::string_view rest = tail();
        if (rest.starts_with("noexcept"))
            rest = trimmed(rest.substr(rest.starts_with("noexcept(") ? rest.find(')') + 1 : 8));
        if (rest.starts_with("try"))
            rest = trimmed(rest.substr(3));
        return rest.starts_with(':') && !rest.starts_with("::");
    }

    bool endsAsFunction() const
    {
        const std::string_view rest = tail();
        static const std::set<std::string_view> qualifiers{"const", "noexcept", "override", "final", "mutable", "try"};
        return rest.empty() || rest.find("->") != std::string_view::npos || rest.ends_with(')') || rest.ends_with('&')
            || qualifiers.contains(lastWord(rest)) || rest.starts_with("requires");
    }

    std::string_view m_text;
    std::size_t m_open = std::string_view::npos;
    std::size_t m_close = std::string_view::npos;
};

/// Walks through namespaces and classes and collects the functions in them.
class FunctionFinder {
public:
    explicit FunctionFinder(std::string_view code) : m_code(code) { }

    std::vector<Function> run()
    {
        for (std::size_t at = 0; at < m_code.size(); ++at)
            at = step(at);
        return std::move(m_found);
    }

private:
    std::size_t step(std::size_t at)
    {
        switch (m_code[at]) {
        case '(':
            return matching(m_code, at, '(', ')');
        case ';':
            m_headStart = at + 1;
            return at;
        case '}':
            if (!m_classes.empty())
                m_classes.pop_back();
            m_headStart = at + 1;
            return at;
        case ':':
            skipAccessLabel(at);
            return at;
        case '{':
            return open(at);
        default:
            return at;
        }
    }

    // "public:" and "Q_SIGNALS:" are no part of what follows them.
    void skipAccessLabel(std::size_t at)
    {
        static const std::set<std::string_view> labels{"public", "protected", "private", "signals",
                                                       "slots",  "Q_SIGNALS", "Q_SLOTS"};
        if (labels.contains(lastWord(trimmed(m_code.substr(m_headStart, at - m_headStart)))))
            m_headStart = at + 1;
    }

    std::size_t open(std::size_t at)
    {
        const Head head(m_code.substr(m_headStart, at - m_headStart));
        const std::size_t close = matching(m_code, at, '{', '}');
        switch (head.kind()) {
        case Head::Kind::Scope:
            m_classes.push_back(head.className());
            m_headStart = at + 1;
            return at;
        case Head::Kind::Function:
            m_found.push_back(function(head, close));
            m_headStart = close + 1;
            return close;
        case Head::Kind::Initialiser:
        case Head::Kind::MemberInitialiser:
            break;
        }
        return close;
    }

    Function function(const Head &head, std::size_t close) const
    {
        Function found;
        found.name = head.name();
        const std::size_t start = m_code.find_first_not_of(" \t\n\r", m_headStart);
        found.firstLine = lineOf(m_code, start);
        found.lastLine = lineOf(m_code, std::min(close, m_code.size() - 1));
        found.parameters = head.parameters();
        found.constructor = isConstructor(found.name);
        return found;
    }

    bool isConstructor(const std::string &name) const
    {
        const std::size_t colon = name.rfind("::");
        if (colon == std::string::npos)
            return !m_classes.empty() && !name.empty() && name == m_classes.back();
        const std::string last = name.substr(colon + 2);
        const std::string scope = name.substr(0, colon);
        return last == std::string(lastWord(scope));
    }

    std::string_view m_code;
    std::size_t m_headStart = 0;
    std::vector<std::string> m_classes;
    std::vector<Function> m_found;
};

} // namespace

std::string blankComments(std::string_view text, bool alsoDirectives)
{
    return Blanker(text, alsoDirectives).run();
}

std::vector<Function> findFunctions(std::string_view text)
{
    const std::string code = blankComments(text, true);
    return FunctionFinder(code).run();
}

std::vector<Include> findIncludes(std::string_view text)
{
    static const std::regex pattern(R"(^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"])");
    const std::string code = blankComments(text, false);
    std::vector<Include> found;
    int line = 0;
    for (std::size_t from = 0; from < code.size();) {
        const std::size_t end = std::min(code.find('\n', from), code.size());
        const std::string current = code.substr(from, end - from);
        std::smatch match;
        ++line;
        if (std::regex_search(current, match, pattern))
            found.push_back({match[2].str(), match[1].str() == "\"", line});
        from = end + 1;
    }
    return found;
}

int countCalls(std::string_view text, std::string_view word)
{
    const std::string code = blankComments(text, true);
    int count = 0;
    for (std::size_t at = code.find(word); at != std::string::npos; at = code.find(word, at + 1)) {
        const std::size_t next = code.find_first_not_of(" \t\n", at + word.size());
        const bool whole = at == 0 || !isWord(code[at - 1]);
        if (whole && next != std::string::npos && code[next] == '(')
            ++count;
    }
    return count;
}

int countLines(std::string_view text)
{
    const auto breaks = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    return breaks + (!text.empty() && text.back() != '\n' ? 1 : 0);
}

} // namespace espalier::architecture
