# SPDX-License-Identifier: GPL-3.0-or-later
# The libraries of the torch wheel as espalier::c10 and espalier::torch. find_package(Torch) is not used: it changes
# global CUDA settings and fails without a toolkit.

if(NOT ESPALIER_TORCH_ROOMS)
    return()
endif()

# Takes the folder that holds torch/ (as in site-packages), torch/ itself, or an unpacked libtorch.
function(espalier_find_torch candidates result)
    foreach(candidate IN LISTS candidates)
        foreach(dir "${candidate}/torch" "${candidate}/libtorch" "${candidate}")
            if(EXISTS "${dir}/lib/libtorch_cpu.so" AND EXISTS "${dir}/include/ATen/ATen.h")
                set(${result} "${dir}" PARENT_SCOPE)
                return()
            endif()
        endforeach()
    endforeach()
    set(${result} "" PARENT_SCOPE)
endfunction()

if(DEFINED ENV{ESPALIER_TORCH})
    set(_espalier_torch_default "$ENV{ESPALIER_TORCH}")
elseif(DEFINED ENV{XDG_CACHE_HOME})
    set(_espalier_torch_default "$ENV{XDG_CACHE_HOME}/espalier/torch-2.11.0-cpu")
else()
    set(_espalier_torch_default "$ENV{HOME}/.cache/espalier/torch-2.11.0-cpu")
endif()
set(ESPALIER_TORCH_ROOT "${_espalier_torch_default}" CACHE PATH "Folder of LibTorch 2.11 (wheel layout or libtorch)")

espalier_find_torch("${ESPALIER_TORCH_ROOT}" ESPALIER_TORCH_DIR)
if(NOT ESPALIER_TORCH_DIR)
    message(FATAL_ERROR "No LibTorch in '${ESPALIER_TORCH_ROOT}': lib/libtorch_cpu.so and include/ATen/ATen.h are not "
        "there. Run ./dev build, which fetches it, or set ESPALIER_TORCH_ROOT, or build without it: --preset core-only.")
endif()

file(STRINGS "${ESPALIER_TORCH_DIR}/include/torch/headeronly/version.h" _lines REGEX "define TORCH_VERSION_M[AI][A-Z]+ ")
string(REGEX REPLACE ".*MAJOR ([0-9]+).*MINOR ([0-9]+).*" "\\1.\\2" ESPALIER_TORCH_VERSION "${_lines}")
if(NOT ESPALIER_TORCH_VERSION VERSION_EQUAL 2.11)
    message(WARNING "LibTorch ${ESPALIER_TORCH_VERSION} in '${ESPALIER_TORCH_DIR}': Espalier is written for 2.11.")
endif()

# NVIDIA's wheels lie beside torch/; a folder of libtorch has none.
file(GLOB ESPALIER_NVIDIA_LIB_DIRS LIST_DIRECTORIES true "${ESPALIER_TORCH_DIR}/../nvidia/*/lib")
list(TRANSFORM ESPALIER_NVIDIA_LIB_DIRS REPLACE "/torch/\\.\\./" "/")
set(CMAKE_BUILD_RPATH "${ESPALIER_TORCH_DIR}/lib" ${ESPALIER_NVIDIA_LIB_DIRS})

add_library(espalier::c10 SHARED IMPORTED)
set_target_properties(espalier::c10 PROPERTIES
    IMPORTED_LOCATION "${ESPALIER_TORCH_DIR}/lib/libc10.so"
    INTERFACE_INCLUDE_DIRECTORIES "${ESPALIER_TORCH_DIR}/include")

add_library(espalier::torch SHARED IMPORTED)
set_target_properties(espalier::torch PROPERTIES
    IMPORTED_LOCATION "${ESPALIER_TORCH_DIR}/lib/libtorch_cpu.so"
    INTERFACE_INCLUDE_DIRECTORIES
        "${ESPALIER_TORCH_DIR}/include;${ESPALIER_TORCH_DIR}/include/torch/csrc/api/include")
# at::parallel_for is header code under #ifdef _OPENMP: without -fopenmp on our files it runs serially, and says nothing.
# libgomp.so.1 of the wheel is then the only OpenMP runtime.
target_compile_options(espalier::torch INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fopenmp>)
target_link_options(espalier::torch INTERFACE -fopenmp -Wl,--allow-shlib-undefined)
target_link_libraries(espalier::torch INTERFACE espalier::c10)
