// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file.h"
#include "formats/torchscript/graph_draft.h"
#include "wire/script_archive.h"

#include <unordered_map>

namespace espalier::formats::torchscript {

/// The modules of an archive with their attributes: each gets the dotted path of its first place, each tensor
/// the name under which it hangs first; tensors that are the same bytes are one.
class ModuleTable
{
public:
    /// Tensors lie in `file`, which is mapped and which they keep alive.
    ModuleTable(wire::ScriptArchive &archive, std::shared_ptr<const base::MappedFile> file,
                GraphDraft &draft);

    ModulePointer root() const { return m_root; }
    /// Tensors become stored values of the draft. `training` is false: that is decided when the graph runs.
    Value attribute(const ModuleValue &module, const std::string &name);
    /// CONSTANTS.c0 and so on.
    Value constant(std::size_t index);
    /// Adds the counter of a batch norm whose mean is used.
    void keepCounter(GraphDraft &draft, const std::string &used);
    /// The class of a module, parsed.
    const wire::ScriptClass &classOf(const ModuleValue &module);
    const wire::ScriptFile &fileOf(const std::string &qualified);
    /// Attribute name and shape of the weights of layers ("weight", "weight_ih_l0"), in order of the modules.
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> weightShapes() const;
    /// torch.jit.freeze made the tensors of all modules constants of the code.
    bool isFrozen() const { return m_places.empty(); }
    /// Channels that the constants of a frozen file take as filters, the likeliest for images first.
    std::vector<std::int64_t> frozenChannels() const;

private:
    struct Place
    {
        std::string name;
        ModulePointer owner;
        std::string attribute;
        std::size_t tensor = 0;
    };
    using Key = std::tuple<std::size_t, std::int64_t, std::vector<std::int64_t>, std::vector<std::int64_t>>;

    void walk();
    void visit(const ModulePointer &module, std::vector<ModulePointer> &open);
    const wire::PickleNode *state(const ModuleValue &module) const;
    Key keyOf(std::size_t tensor) const;
    Value convert(const wire::PickleNode &node, int depth);
    Value tensor(std::size_t index);
    bool isParameter(const Place &place);

    wire::ScriptArchive &m_archive;
    std::shared_ptr<const base::MappedFile> m_file;
    GraphDraft &m_draft;
    ModulePointer m_root;
    std::unordered_map<std::uint32_t, ModulePointer> m_modules; ///< by node of the pickle
    std::map<Key, Place> m_places;
    std::vector<const Place *> m_order;
    std::map<std::string, const Place *> m_byName;
    std::map<std::string, TensorValue> m_tensors; ///< those in the draft
    std::map<std::size_t, int> m_weightUses;      ///< of constants that are weights
    std::size_t m_converted = 0;
};

} // namespace espalier::formats::torchscript
