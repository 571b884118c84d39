// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/unpickler.h"

#include "base/text.h"

#include <bit>
#include <cctype>

namespace espalier::wire {

namespace {

/// Opcodes of pickle protocol 2 that torch.save writes (CPython's pickletools has their description).
enum Opcode : unsigned char {
    Mark = '(', Stop = '.', None = 'N', NewTrue = 0x88, NewFalse = 0x89, BinInt = 'J', BinInt1 = 'K', BinInt2 = 'M',
    Long1 = 0x8a, BinFloat = 'G', BinUnicode = 'X', EmptyDict = '}', EmptyList = ']', EmptyTuple = ')', Tuple = 't',
    Tuple1 = 0x85, Tuple2 = 0x86, Tuple3 = 0x87, Append = 'a', Appends = 'e', SetItem = 's', SetItems = 'u',
    Global = 'c', Reduce = 'R', Build = 'b', BinPersId = 'Q', Proto = 0x80, BinGet = 'h', LongBinGet = 'j',
    BinPut = 'q', LongBinPut = 'r', NewObject = 0x81,
};

std::uint64_t swapBytes(std::uint64_t value)
{
    return __builtin_bswap64(value);
}

std::string opcodeText(unsigned char opcode)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = base::cat("0x", digits[opcode >> 4], digits[opcode & 15]);
    if (std::isprint(opcode))
        text += base::cat(" ('", static_cast<char>(opcode), "')");
    return text;
}

} // namespace

Unpickler::Unpickler(Bytes input, std::size_t offset, const std::string &where, const PickleLimits &limits,
                     PickleDialect dialect)
    : m_input(input.subspan(0, std::min(input.size(), offset + limits.bytes))), m_at(offset), m_where(where),
      m_limits(limits), m_dialect(dialect)
{
}

base::Result<Pickle> Unpickler::run()
{
    while (!m_stopped && !m_problem) {
        std::uint8_t opcode = 0;
        if (takeNumber(opcode))
            step(opcode);
    }
    if (m_problem)
        return *std::move(m_problem);
    m_pickle.end = m_at;
    return std::move(m_pickle);
}

bool Unpickler::fail(std::string what)
{
    return fail(malformed(m_where, std::move(what)));
}

bool Unpickler::fail(base::Problem problem)
{
    if (!m_problem)
        m_problem = std::move(problem);
    return false;
}

bool Unpickler::take(std::size_t count, Bytes &out)
{
    if (!fits(m_at, count, m_input.size()))
        return fail(base::cat("The pickle ends early, at byte ", m_input.size(), "."));
    out = m_input.subspan(m_at, count);
    m_at += count;
    return true;
}

template <class T>
bool Unpickler::takeNumber(T &out)
{
    Bytes bytes;
    if (!take(sizeof(T), bytes))
        return false;
    out = loadLittle<T>(bytes, 0);
    return true;
}

bool Unpickler::takeLine(std::string &out)
{
    constexpr std::size_t longest = 256;
    const std::string_view rest = asText(m_input.subspan(m_at, std::min(longest, m_input.size() - m_at)));
    const std::size_t length = rest.find('\n');
    if (length == std::string_view::npos || !isUtf8(rest.substr(0, length)))
        return fail("The pickle names a class whose name is cut short or not text.");
    out = rest.substr(0, length);
    m_at += length + 1;
    return true;
}

bool Unpickler::step(unsigned char opcode)
{
    switch (opcode) {
    case Proto: {
        std::uint8_t version = 0;
        return takeNumber(version);
    }
    case Mark: m_marks.push_back(m_stack.size()); return m_marks.size() <= m_limits.nodes || fail("Too many marks.");
    case Stop: m_stopped = true; return pop(m_pickle.root);
    case None: case NewTrue: case NewFalse: case BinInt: case BinInt1: case BinInt2: case Long1: case BinFloat:
    case BinUnicode: case EmptyDict: case EmptyList: case EmptyTuple: return stepConstant(opcode);
    case BinGet: case LongBinGet: case BinPut: case LongBinPut: return stepMemo(opcode);
    case Tuple: case Tuple1: case Tuple2: case Tuple3: case Append: case Appends: case SetItem: case SetItems:
        return stepCollection(opcode);
    case Global: case Reduce: case Build: case BinPersId: return stepObject(opcode);
    case NewObject:
        if (m_dialect == PickleDialect::TorchScript)
            return newObject();
        [[fallthrough]];
    default:
        return fail({base::ProblemCode::Unsupported, base::cat("The pickle uses opcode ", opcodeText(opcode), " at byte ",
                         m_at - 1, ", which torch.save does not write for tensors."), m_where,
                     "Save the state dict with torch.save and its default protocol (2)."});
    }
}

bool Unpickler::stepConstant(unsigned char opcode)
{
    switch (opcode) {
    case None: return push({});
    case NewTrue:
    case NewFalse: return push({PickleKind::Bool, opcode == NewTrue, 0.0, {}, {}});
    case BinInt: {
        std::int32_t value = 0;
        return takeNumber(value) && pushInteger(value);
    }
    case BinInt1: {
        std::uint8_t value = 0;
        return takeNumber(value) && pushInteger(value);
    }
    case BinInt2: {
        std::uint16_t value = 0;
        return takeNumber(value) && pushInteger(value);
    }
    case BinFloat: {
        std::uint64_t bigEndian = 0;
        return takeNumber(bigEndian)
            && push({PickleKind::Real, 0, std::bit_cast<double>(swapBytes(bigEndian)), {}, {}});
    }
    case Long1: return longInteger();
    case BinUnicode: return unicode();
    case EmptyDict: return push({PickleKind::Dict, 0, 0.0, {}, {}});
    case EmptyList: return push({PickleKind::List, 0, 0.0, {}, {}});
    default: return push({PickleKind::Tuple, 0, 0.0, {}, {}});
    }
}

bool Unpickler::stepMemo(unsigned char opcode)
{
    std::uint32_t slot = 0;
    if (opcode == LongBinGet || opcode == LongBinPut) {
        if (!takeNumber(slot))
            return false;
    } else {
        std::uint8_t narrow = 0;
        if (!takeNumber(narrow))
            return false;
        slot = narrow;
    }
    if (opcode == BinPut || opcode == LongBinPut) {
        if (m_stack.empty())
            return fail("The pickle keeps an object that is not there.");
        m_memo[slot] = m_stack.back();
        return m_memo.size() <= m_limits.nodes || fail("The pickle keeps too many objects.");
    }
    const auto it = m_memo.find(slot);
    if (it == m_memo.end())
        return fail(base::cat("The pickle asks for object ", slot, ", which it never kept."));
    m_stack.push_back(it->second);
    return m_stack.size() <= m_limits.nodes || fail("The pickle's stack grows too large.");
}

bool Unpickler::stepCollection(unsigned char opcode)
{
    std::vector<Index> items;
    switch (opcode) {
    case Tuple: return popToMark(items) && push({PickleKind::Tuple, 0, 0.0, {}, std::move(items)});
    case Tuple1: return tuple(1);
    case Tuple2: return tuple(2);
    case Tuple3: return tuple(3);
    case Append: return append();
    case Appends: return popToMark(items) && extend(PickleKind::List, items);
    case SetItem: return setItem();
    default: return popToMark(items) && extend(PickleKind::Dict, items);
    }
}

bool Unpickler::stepObject(unsigned char opcode)
{
    switch (opcode) {
    case Global: return global();
    case Reduce: return reduce();
    case Build: return build();
    default: return persistentId();
    }
}

/// Kept objects can be used again and again: what a call copies from them is counted, or short files would grow without
/// end.
bool Unpickler::spend(std::size_t items)
{
    m_spent += items;
    return m_spent <= 4 * m_limits.nodes || fail("The pickle copies too much.");
}

bool Unpickler::push(PickleNode node)
{
    if (m_pickle.nodes.size() >= m_limits.nodes || m_stack.size() >= m_limits.nodes)
        return fail(base::cat("The pickle holds more than ", m_limits.nodes, " objects."));
    m_stack.push_back(static_cast<Index>(m_pickle.nodes.size()));
    m_pickle.nodes.push_back(std::move(node));
    return true;
}

bool Unpickler::pushInteger(std::int64_t value)
{
    return push({PickleKind::Integer, value, 0.0, {}, {}});
}

bool Unpickler::pop(Index &out)
{
    if (m_stack.empty() || (!m_marks.empty() && m_marks.back() >= m_stack.size()))
        return fail("The pickle takes an object that is not there.");
    out = m_stack.back();
    m_stack.pop_back();
    return true;
}

bool Unpickler::popToMark(std::vector<Index> &out)
{
    if (m_marks.empty())
        return fail("The pickle closes a list that it never opened.");
    out.assign(m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back()), m_stack.end());
    m_stack.resize(m_marks.back());
    m_marks.pop_back();
    return true;
}

bool Unpickler::longInteger()
{
    std::uint8_t length = 0;
    Bytes bytes;
    if (!takeNumber(length) || !take(length, bytes))
        return false;
    if (length > 8)
        return push({PickleKind::BigInteger, 0, 0.0, std::string(asText(bytes)), {}});
    const bool negative = length > 0 && (static_cast<unsigned>(bytes[length - 1u]) & 0x80) != 0;
    std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
    std::memcpy(&value, bytes.data(), length);
    return pushInteger(static_cast<std::int64_t>(value));
}

bool Unpickler::unicode()
{
    std::uint32_t length = 0;
    Bytes bytes;
    if (!takeNumber(length) || !take(length, bytes))
        return false;
    if (!isUtf8(asText(bytes)))
        return fail("The pickle holds a string that is not UTF-8.");
    return push({PickleKind::String, 0, 0.0, std::string(asText(bytes)), {}});
}

bool Unpickler::tuple(std::size_t count)
{
    std::vector<Index> items(count);
    for (std::size_t i = count; i-- > 0;) {
        if (!pop(items[i]))
            return false;
    }
    return push({PickleKind::Tuple, 0, 0.0, {}, std::move(items)});
}

bool Unpickler::extend(PickleKind kind, const std::vector<Index> &items)
{
    if (m_stack.empty() || top().kind != kind || (kind == PickleKind::Dict && items.size() % 2 != 0))
        return fail("The pickle fills something that is not a list or dictionary.");
    top().items.insert(top().items.end(), items.begin(), items.end());
    return true;
}

bool Unpickler::setItem()
{
    Index value = 0, key = 0;
    return pop(value) && pop(key) && extend(PickleKind::Dict, {key, value});
}

bool Unpickler::append()
{
    Index value = 0;
    return pop(value) && extend(PickleKind::List, {value});
}

/// A state dict's attributes (`_metadata` with versions) say nothing that is needed here.
bool Unpickler::build()
{
    Index state = 0;
    if (!pop(state))
        return false;
    if (!m_stack.empty() && top().kind == PickleKind::Object) {
        top().integer = state;
        return true;
    }
    if (m_stack.empty() || top().kind != PickleKind::Dict || m_pickle.nodes[state].kind != PickleKind::Dict)
        return fail("The pickle sets attributes of something that is not a dictionary.");
    return true;
}

std::optional<TorchGlobal> Unpickler::known(const std::string &qualified) const
{
    const auto found = torchGlobal(qualified);
    return found || m_dialect == PickleDialect::TorchSave ? found : scriptGlobal(qualified);
}

/// Class and no arguments: an object whose state is to follow.
bool Unpickler::newObject()
{
    Index arguments = 0, type = 0;
    if (!pop(arguments) || !pop(type))
        return false;
    const PickleNode &named = m_pickle.nodes[type];
    if (named.kind != PickleKind::Global || known(named.text) != TorchGlobal::ScriptClass
        || m_pickle.nodes[arguments].kind != PickleKind::Tuple || !m_pickle.nodes[arguments].items.empty())
        return fail("The pickle makes an object of something that is not a class.");
    return push({PickleKind::Object, -1, 0.0, {}, {type}});
}

bool Unpickler::global()
{
    std::string module, name;
    if (!takeLine(module) || !takeLine(name))
        return false;
    std::string qualified = module + "." + name;
    if (!known(qualified))
        return fail(refusedGlobal(qualified, m_where));
    return push({PickleKind::Global, 0, 0.0, std::move(qualified), {}});
}

bool Unpickler::persistentId()
{
    Index index = 0;
    PickleStorage storage;
    PickleStorageView view;
    return pop(index) && readStorageId(m_pickle.nodes[index], storage, view) && addStorage(storage, view);
}

/// ('storage', class, key, location, numel[, None or (key, offset, numel)])
bool Unpickler::readStorageId(const PickleNode &id, PickleStorage &storage, PickleStorageView &view)
{
    const auto item = [&](std::size_t i) -> const PickleNode & { return m_pickle.nodes[id.items[i]]; };
    if (id.kind == PickleKind::Tuple && !id.items.empty() && item(0).text == "module")
        return fail(refusedGlobal("a module class", m_where));
    if (id.kind != PickleKind::Tuple || (id.items.size() != 5 && id.items.size() != 6) || item(0).text != "storage"
        || item(1).kind != PickleKind::Global || item(2).kind != PickleKind::String
        || item(4).kind != PickleKind::Integer)
        return fail("The pickle refers to a storage in an unknown way.");
    const auto type = storageType(item(1).text);
    if (!type || item(4).integer < 0 || item(4).integer > (std::int64_t{1} << 40))
        return fail(base::cat("Storage '", item(2).text, "' has an impossible type or size."));
    storage = {item(2).text, *type, item(4).integer};
    view = {0, 0, storage.numel};
    if (id.items.size() == 5 || item(5).kind == PickleKind::None)
        return true;
    const PickleNode &part = item(5);
    if (part.kind != PickleKind::Tuple || part.items.size() != 3)
        return fail("The pickle views a storage in an unknown way.");
    view.offset = m_pickle.nodes[part.items[1]].integer;
    view.numel = m_pickle.nodes[part.items[2]].integer;
    const bool inside = view.offset >= 0 && view.numel >= 0 && view.offset <= storage.numel
        && view.numel <= storage.numel - view.offset;
    return inside || fail(base::cat("A view lies outside of storage '", storage.key, "'."));
}

bool Unpickler::addStorage(const PickleStorage &storage, PickleStorageView view)
{
    const auto [it, isNew] = m_storageByKey.emplace(storage.key, m_pickle.storages.size());
    if (isNew)
        m_pickle.storages.push_back(storage);
    const PickleStorage &known = m_pickle.storages[it->second];
    if (known.dtype != storage.dtype || known.numel != storage.numel)
        return fail(base::cat("Storage '", storage.key, "' is described in two different ways."));
    view.storage = it->second;
    m_pickle.views.push_back(view);
    return push({PickleKind::Storage, static_cast<std::int64_t>(m_pickle.views.size()) - 1, 0.0, {}, {}});
}

base::Result<Pickle> readPickle(Bytes input, std::size_t offset, const std::string &where, const PickleLimits &limits,
                                PickleDialect dialect)
{
    if (offset > input.size())
        return malformed(where, "The file ends before its next pickle.");
    return Unpickler(input, offset, where, limits, dialect).run();
}

std::int64_t PickleTensor::numel() const
{
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    return count;
}

const PickleNode *Pickle::lookUp(const PickleNode &dict, std::string_view key) const
{
    if (dict.kind != PickleKind::Dict)
        return nullptr;
    for (std::size_t i = dict.items.size(); i >= 2; i -= 2) {
        const PickleNode &candidate = nodes[dict.items[i - 2]];
        if (candidate.kind == PickleKind::String && candidate.text == key)
            return &nodes[dict.items[i - 1]];
    }
    return nullptr;
}

} // namespace espalier::wire
