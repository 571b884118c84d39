// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/torch_globals.h"

#include <unordered_map>

namespace espalier::wire {

/// The stack machine behind readPickle; one use per pickle. A step that fails leaves its Problem and returns false.
class Unpickler {
public:
    Unpickler(Bytes input, std::size_t offset, const std::string &where, const PickleLimits &limits,
              PickleDialect dialect);
    base::Result<Pickle> run();

private:
    using Index = std::uint32_t;

    bool fail(std::string what);
    bool fail(base::Problem problem);
    bool take(std::size_t count, Bytes &out);
    bool takeLine(std::string &out);
    template <class T>
    bool takeNumber(T &out);

    bool step(unsigned char opcode);
    bool stepConstant(unsigned char opcode);
    bool stepMemo(unsigned char opcode);
    bool stepCollection(unsigned char opcode);
    bool stepObject(unsigned char opcode);

    bool spend(std::size_t items);
    bool push(PickleNode node);
    bool pushInteger(std::int64_t value);
    bool pop(Index &out);
    bool popToMark(std::vector<Index> &out);
    PickleNode &top() { return m_pickle.nodes[m_stack.back()]; }

    bool longInteger();
    bool unicode();
    bool tuple(std::size_t count);
    bool extend(PickleKind kind, const std::vector<Index> &items);
    bool setItem();
    bool append();
    bool build();

    std::optional<TorchGlobal> known(const std::string &qualified) const;
    bool global();
    bool newObject();
    bool persistentId();
    bool readStorageId(const PickleNode &id, PickleStorage &storage, PickleStorageView &view);
    bool addStorage(const PickleStorage &storage, PickleStorageView view);
    bool reduce();
    bool reduceOrderedDict(const PickleNode &arguments);
    bool reduceTensor(const PickleNode &arguments, bool second);
    bool reduceParameter(const PickleNode &arguments);
    bool reduceToFirst(const PickleNode &arguments);
    bool integers(Index index, std::vector<std::int64_t> &out);

    Bytes m_input;
    std::size_t m_at;
    std::string m_where;
    PickleLimits m_limits;
    PickleDialect m_dialect;
    Pickle m_pickle;
    std::vector<Index> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint32_t, Index> m_memo;
    std::unordered_map<std::string, std::size_t> m_storageByKey;
    std::optional<base::Problem> m_problem;
    std::size_t m_spent = 0;
    bool m_stopped = false;
};

} // namespace espalier::wire
