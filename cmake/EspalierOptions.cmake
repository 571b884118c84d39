# SPDX-License-Identifier: GPL-3.0-or-later
# Switches, compiler settings and helper programs that every target shares.

option(ESPALIER_APP "Build widgets, app and the program espalier (needs Qt 6)" ON)
option(ESPALIER_TORCH_ROOMS "Build the rooms below the torch line, the engine and espalier-cli (needs LibTorch)" ON)
option(ESPALIER_TESTS "Build the tests" ON)
option(ESPALIER_WERROR "Treat warnings as errors" OFF)
option(ESPALIER_ASSERTIONS "Check the standard library's preconditions" OFF)
option(ESPALIER_FUZZ "Build the fuzzer of the readers (needs Clang)" OFF)
set(ESPALIER_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=: empty, 'address,undefined' or 'thread'")
set(ESPALIER_CUDA "AUTO" CACHE STRING "Compile the .cu files: AUTO (if nvcc is present), ON or OFF")
set_property(CACHE ESPALIER_CUDA PROPERTY STRINGS AUTO ON OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
# -g1 keeps lines for backtraces at a fraction of the size; assert() stays alive outside release builds.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

# A torch source takes up to 1 GB of memory: two at a time.
set_property(GLOBAL APPEND PROPERTY JOB_POOLS torch_compile=2)

find_program(ESPALIER_CCACHE ccache)
if(ESPALIER_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${ESPALIER_CCACHE}")
endif()
find_program(ESPALIER_MOLD mold)
if(ESPALIER_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

# Warnings and checks, as one interface target that every target of ours links.
add_library(espalier_settings INTERFACE)
target_compile_options(espalier_settings INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wshadow;-Wnon-virtual-dtor;-Woverloaded-virtual;-Wfloat-conversion>
    $<$<AND:$<BOOL:${ESPALIER_WERROR}>,$<COMPILE_LANGUAGE:CXX>>:-Werror>)
if(ESPALIER_ASSERTIONS)
    target_compile_definitions(espalier_settings INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(ESPALIER_SANITIZE)
    set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1") # sanitizers double the code: -O2 doubles the time to compile it
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${ESPALIER_SANITIZE}>
        $<$<COMPILE_LANGUAGE:CXX>:-fno-omit-frame-pointer>)
    # GCC sees false ones in instrumented code of the standard library (std::regex).
    add_compile_options($<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-Wno-maybe-uninitialized>)
    add_link_options(-fsanitize=${ESPALIER_SANITIZE})
endif()

function(espalier_print_summary)
    message(STATUS "Espalier ${PROJECT_VERSION}: app ${ESPALIER_APP}, torch rooms ${ESPALIER_TORCH_ROOMS}, "
        "CUDA ${ESPALIER_CUDA_ON}, tests ${ESPALIER_TESTS}, sanitizers '${ESPALIER_SANITIZE}'")
endfunction()
