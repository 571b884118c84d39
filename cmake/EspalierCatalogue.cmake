# SPDX-License-Identifier: GPL-3.0-or-later
#
# espalier_catalogue(TARGET <target> FOLDER <dir below the room> HEADER <include path> NAMESPACE <namespace>
#                    ENTRY <type> FUNCTION <name> [ROOT <folder of HEADER>] [EXCLUDE file.cpp...])
#
# Writes a .cpp that lists what the files of a folder provide, so that adding a method, a format or a model is adding
# one file. Each file FOLDER/mask_sparsity.cpp defines, in NAMESPACE,
#
#     ENTRY makeMaskSparsityEntry();
#
# and the generated file defines `std::vector<ENTRY> FUNCTION()`, which HEADER declares, in order of file names.
# (Registrars in a static library vanish at link.) A folder that does not exist yet gives an empty catalogue only
# once HEADER exists.
function(espalier_catalogue)
    cmake_parse_arguments(ARG "" "TARGET;FOLDER;ROOT;HEADER;NAMESPACE;ENTRY;FUNCTION" "EXCLUDE" ${ARGN})
    if(NOT ARG_ROOT)
        set(ARG_ROOT core)
    endif()
    if(NOT EXISTS "${PROJECT_SOURCE_DIR}/${ARG_ROOT}/${ARG_HEADER}")
        return()
    endif()
    file(GLOB files RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/${ARG_FOLDER}" CONFIGURE_DEPENDS
        "${CMAKE_CURRENT_SOURCE_DIR}/${ARG_FOLDER}/*.cpp")
    list(REMOVE_ITEM files ${ARG_EXCLUDE})
    list(SORT files)
    set(declarations "")
    set(calls "")
    foreach(file IN LISTS files)
        espalier_camel_case("${file}" name)
        string(APPEND declarations "${ARG_ENTRY} make${name}Entry();\n")
        string(APPEND calls "    entries.push_back(make${name}Entry());\n")
    endforeach()
    set(output "${CMAKE_CURRENT_BINARY_DIR}/${ARG_FOLDER}_catalogue.cpp")
    file(CONFIGURE OUTPUT "${output}" @ONLY CONTENT [[
// SPDX-License-Identifier: GPL-3.0-or-later
// Generated from the files of @ARG_FOLDER@/ by cmake/EspalierCatalogue.cmake.
#include "@ARG_HEADER@"

#include <vector>

namespace @ARG_NAMESPACE@ {

@declarations@
std::vector<@ARG_ENTRY@> @ARG_FUNCTION@()
{
    std::vector<@ARG_ENTRY@> entries;
@calls@    return entries;
}

} // namespace @ARG_NAMESPACE@
]])
    target_sources(${ARG_TARGET} PRIVATE "${output}")
endfunction()

# "mask_sparsity.cpp" becomes "MaskSparsity".
function(espalier_camel_case file result)
    get_filename_component(stem "${file}" NAME_WE)
    string(REPLACE "_" ";" words "${stem}")
    set(camel "")
    foreach(word IN LISTS words)
        string(SUBSTRING "${word}" 0 1 first)
        string(SUBSTRING "${word}" 1 -1 rest)
        string(TOUPPER "${first}" first)
        string(APPEND camel "${first}${rest}")
    endforeach()
    set(${result} "${camel}" PARENT_SCOPE)
endfunction()
