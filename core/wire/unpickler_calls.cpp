// SPDX-License-Identifier: GPL-3.0-or-later
// What the functions that a pickle may name give.
#include "base/text.h"
#include "wire/unpickler.h"

namespace espalier::wire {

bool Unpickler::integers(Index index, std::vector<std::int64_t> &out)
{
    const PickleNode &tuple = m_pickle.nodes[index];
    if (tuple.kind != PickleKind::Tuple && tuple.kind != PickleKind::List)
        return fail("The shape of a tensor is not a tuple.");
    for (const Index item : tuple.items) {
        if (m_pickle.nodes[item].kind != PickleKind::Integer)
            return fail("The shape of a tensor holds something that is not an integer.");
        out.push_back(m_pickle.nodes[item].integer);
        if (out.size() > 64)
            return fail("A tensor has more than 64 axes.");
        if (!spend(1))
            return false;
    }
    return true;
}

bool Unpickler::reduce()
{
    Index argumentsIndex = 0, callable = 0;
    if (!pop(argumentsIndex) || !pop(callable))
        return false;
    if (m_pickle.nodes[callable].kind != PickleKind::Global ||
        m_pickle.nodes[argumentsIndex].kind != PickleKind::Tuple)
        return fail("The pickle calls something that is not a function.");
    if (m_pickle.nodes[argumentsIndex].items.size() > 7)
        return fail("The pickle calls a function with too many arguments.");
    const std::string name = m_pickle.nodes[callable].text;
    const PickleNode arguments = m_pickle.nodes[argumentsIndex]; // a copy: pushing moves the nodes
    switch (*known(name)) {
    case TorchGlobal::OrderedDict:
        return reduceOrderedDict(arguments);
    case TorchGlobal::RebuildTensor:
        return reduceTensor(arguments, false);
    case TorchGlobal::RebuildTensorV2:
        return reduceTensor(arguments, true);
    case TorchGlobal::RebuildParameter:
        return reduceParameter(arguments);
    case TorchGlobal::TypedList:
    case TorchGlobal::Device:
        return reduceToFirst(arguments);
    default:
        return fail(base::cat("The pickle calls ", name, ", which is not a function."));
    }
}

/// OrderedDict() or OrderedDict([[key, value], …]).
bool Unpickler::reduceOrderedDict(const PickleNode &arguments)
{
    PickleNode dict{PickleKind::Dict, 0, 0.0, {}, {}};
    if (arguments.items.size() > 1)
        return fail("The pickle makes an OrderedDict of several things.");
    if (arguments.items.size() == 1) {
        for (const Index pair : m_pickle.nodes[arguments.items[0]].items) {
            const PickleNode &entry = m_pickle.nodes[pair];
            if (!spend(1))
                return false;
            if (entry.items.size() != 2)
                return fail("The pickle makes an OrderedDict of something that is not pairs.");
            dict.items.insert(dict.items.end(), entry.items.begin(), entry.items.end());
        }
    }
    return push(std::move(dict));
}

/// _rebuild_tensor(storage, offset, size, stride); _v2 adds requires_grad, backward hooks and maybe metadata.
bool Unpickler::reduceTensor(const PickleNode &arguments, bool second)
{
    const std::size_t count = arguments.items.size();
    if (second ? count != 6 && count != 7 : count != 4)
        return fail("A tensor is rebuilt with the wrong number of arguments.");
    const PickleNode &storage = m_pickle.nodes[arguments.items[0]];
    const PickleNode &offset = m_pickle.nodes[arguments.items[1]];
    if (storage.kind != PickleKind::Storage || offset.kind != PickleKind::Integer)
        return fail("A tensor is rebuilt from something that is not a storage.");
    const PickleStorageView &view = m_pickle.views[static_cast<std::size_t>(storage.integer)];
    PickleTensor tensor{view.storage, offset.integer, {}, {}};
    if (!integers(arguments.items[2], tensor.shape) || !integers(arguments.items[3], tensor.stride))
        return false;
    if (const base::Status status = checkExtent(tensor, view, m_where); !status)
        return fail(status.problem());
    tensor.offset += view.offset;
    m_pickle.tensors.push_back(std::move(tensor));
    return push({PickleKind::Tensor, static_cast<std::int64_t>(m_pickle.tensors.size()) - 1, 0.0, {}, {}});
}

/// _rebuild_parameter(tensor, requires_grad, backward hooks): the tensor.
bool Unpickler::reduceParameter(const PickleNode &arguments)
{
    if (arguments.items.size() != 3 || m_pickle.nodes[arguments.items[0]].kind != PickleKind::Tensor)
        return fail("A parameter is rebuilt from something that is not a tensor.");
    m_stack.push_back(arguments.items[0]);
    return true;
}

/// build_intlist(list), restore_type_tag(object, type), device(name): the first.
bool Unpickler::reduceToFirst(const PickleNode &arguments)
{
    if (arguments.items.empty() || arguments.items.size() > 2)
        return fail("The pickle makes a list of several things.");
    m_stack.push_back(arguments.items[0]);
    return true;
}

} // namespace espalier::wire
