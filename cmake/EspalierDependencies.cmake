# SPDX-License-Identifier: GPL-3.0-or-later
# Third parties. Which room may use which is checked by tests/architecture.

find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(spdlog REQUIRED)
find_package(ZLIB REQUIRED)

if(ESPALIER_TORCH_ROOMS)
    find_package(CLI11 REQUIRED)
    find_package(PNG REQUIRED)
    find_path(ESPALIER_TURBOJPEG_INCLUDE turbojpeg.h REQUIRED)
    find_library(ESPALIER_TURBOJPEG_LIBRARY turbojpeg REQUIRED)
    add_library(espalier::turbojpeg UNKNOWN IMPORTED)
    set_target_properties(espalier::turbojpeg PROPERTIES
        IMPORTED_LOCATION "${ESPALIER_TURBOJPEG_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${ESPALIER_TURBOJPEG_INCLUDE}")
endif()

if(ESPALIER_APP)
    # QCustomPlotQt6 needs PrintSupport to be found before it.
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Svg PrintSupport LinguistTools)
    find_package(QCustomPlotQt6 REQUIRED)
    if(ESPALIER_TESTS)
        find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
    endif()
endif()

if(ESPALIER_TESTS)
    find_package(GTest REQUIRED)
endif()
