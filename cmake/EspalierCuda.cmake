# SPDX-License-Identifier: GPL-3.0-or-later
# Resolves ESPALIER_CUDA=AUTO|ON|OFF to ESPALIER_CUDA_ON. Where it is off, core/kernels links its no_cuda*.cpp stubs.

set(ESPALIER_CUDA_ON OFF)
if(ESPALIER_CUDA STREQUAL "OFF" OR NOT ESPALIER_TORCH_ROOMS)
    return()
endif()

include(CheckLanguage)
check_language(CUDA)
if(CMAKE_CUDA_COMPILER)
    if(NOT CMAKE_CUDA_ARCHITECTURES)
        set(CMAKE_CUDA_ARCHITECTURES 80-real 90-real 90-virtual)
    endif()
    enable_language(CUDA)
    # CMake 3.25 does not know nvcc's C++20 yet.
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20")
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION "-std=c++20")
    set(CMAKE_CUDA_STANDARD 20)
    # libtorch_cpu.so needs libcudart.so itself: the same one is linked, never a second, static one.
    set(CMAKE_CUDA_RUNTIME_LIBRARY None)
    find_library(ESPALIER_CUDART NAMES libcudart.so.13 libcudart.so
        HINTS ${ESPALIER_NVIDIA_LIB_DIRS} ${CMAKE_CUDA_IMPLICIT_LINK_DIRECTORIES} REQUIRED)
    set(ESPALIER_CUDA_ON ON)
elseif(ESPALIER_CUDA STREQUAL "ON")
    message(FATAL_ERROR "ESPALIER_CUDA=ON, but no nvcc was found. Put nvcc on the PATH or set CUDACXX, "
        "or use ESPALIER_CUDA=AUTO, which leaves the .cu files out.")
endif()
