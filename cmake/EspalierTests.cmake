# SPDX-License-Identifier: GPL-3.0-or-later
# Tests mirror the rooms: tests/<room>/*_test.cpp become the GoogleTest program test_<room>, and each
# tests/widgets/tst_*.cpp or tests/app/tst_*.cpp becomes a Qt Test program of its own.

if(NOT ESPALIER_TESTS)
    return()
endif()
include(GoogleTest)

# Sanitizers make a test up to ten times slower.
set(ESPALIER_TEST_TIMEOUT 180)
if(ESPALIER_SANITIZE)
    set(ESPALIER_TEST_TIMEOUT 900)
endif()

# What every test may know: where the sources, the test data and the programs lie.
add_library(espalier_test_settings INTERFACE)
target_include_directories(espalier_test_settings INTERFACE "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/tests")
target_compile_definitions(espalier_test_settings INTERFACE
    ESPALIER_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    ESPALIER_BINARY_DIR="${CMAKE_BINARY_DIR}"
    ESPALIER_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
target_link_libraries(espalier_test_settings INTERFACE espalier_settings)

# Fills `result` with the files *_test.cpp and their helpers in tests/<room>.
function(espalier_test_sources room result)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS
        "${PROJECT_SOURCE_DIR}/tests/${room}/*.cpp" "${PROJECT_SOURCE_DIR}/tests/${room}/*.h")
    if(NOT found MATCHES "_test\\.cpp")
        set(found "")
    endif()
    set(${result} "${found}" PARENT_SCOPE)
endfunction()

# Rooms above the torch line: each test is a CTest entry. More libraries may follow the room's name.
function(espalier_std_tests room)
    espalier_test_sources(${room} sources)
    if(NOT sources)
        return()
    endif()
    add_executable(test_${room} ${sources})
    target_link_libraries(test_${room} PRIVATE
        espalier::${room} espalier_test_settings GTest::gtest_main ${ARGN})
    gtest_discover_tests(test_${room} TEST_PREFIX "${room}." DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
        PROPERTIES TIMEOUT ${ESPALIER_TEST_TIMEOUT} LABELS "${room}" ENVIRONMENT "LC_ALL=C")
endfunction()

# Rooms below it: loading LibTorch takes long, so each program is one CTest entry.
function(espalier_torch_tests room)
    espalier_test_sources(${room} sources)
    if(NOT sources)
        return()
    endif()
    add_executable(test_${room} ${sources})
    target_link_libraries(test_${room} PRIVATE
        espalier::${room} espalier_test_support_torch espalier_test_settings GTest::gtest_main ${ARGN})
    set_target_properties(test_${room} PROPERTIES JOB_POOL_COMPILE torch_compile)
    add_test(NAME ${room} COMMAND test_${room} --gtest_brief=1)
    set_tests_properties(${room} PROPERTIES TIMEOUT 900 LABELS "${room}" PROCESSORS 2
        ENVIRONMENT "LC_ALL=C;OMP_NUM_THREADS=2")
endfunction()

# Qt Test programs of tests/<room>, offscreen.
function(espalier_qt_tests room)
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/${room}/tst_*.cpp")
    foreach(source IN LISTS sources)
        get_filename_component(name "${source}" NAME_WE)
        add_executable(${name} "${source}")
        target_link_libraries(${name} PRIVATE
            espalier::${room} espalier_test_settings Qt6::Test ${ARGN})
        set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOMOC_COMPILER_PREDEFINES OFF)
        add_test(NAME ${room}.${name} COMMAND ${name})
        set_tests_properties(${room}.${name} PROPERTIES TIMEOUT ${ESPALIER_TEST_TIMEOUT} LABELS "${room}"
            ENVIRONMENT "LC_ALL=C;QT_QPA_PLATFORM=offscreen;XDG_CONFIG_HOME=${CMAKE_BINARY_DIR}/test-home/${name};XDG_DATA_HOME=${CMAKE_BINARY_DIR}/test-home/${name};XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/test-home/${name}")
    endforeach()
endfunction()
