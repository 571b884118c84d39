// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/cell_table.h"

#include "widgets/tables/cell_delegate.h"

#include <QtCore/QEvent>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <utility>

namespace espalier::widgets {
namespace {

void setUp(QTreeView &view)
{
    view.setFrameShape(QFrame::NoFrame);
    view.setIndentation(0);
    view.setRootIsDecorated(false);
    view.setUniformRowHeights(true);
    view.setAllColumnsShowFocus(false);
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    view.setExpandsOnDoubleClick(false);
    view.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.header()->setHighlightSections(false);
    view.header()->setStretchLastSection(false);
    view.header()->setMinimumSectionSize(24);
    view.setAttribute(Qt::WA_Hover);
}

// Two views must not share a delegate that edits: both would take its signals. The totals only paint.
class PaintOnly : public QStyledItemDelegate
{
public:
    PaintOnly(const ThemeService &themes, QAbstractItemDelegate *inner)
        : QStyledItemDelegate(inner), m_themes(themes), m_inner(inner) {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        if (m_inner)
            m_inner->paint(painter, option, index);
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {m_inner ? m_inner->sizeHint(option, index).width() : 0, m_themes.metrics().header};
    }

private:
    const ThemeService &m_themes;
    QPointer<QAbstractItemDelegate> m_inner;
};

} // namespace

CellTable::CellTable(const ThemeService &themes, QWidget *parent) : QTreeView(parent)
{
    setUp(*this);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setItemDelegate(new CellDelegate(themes, this));
    connect(&themes, &ThemeService::changed, this, &QTreeView::doItemsLayout);
}

bool CellTable::editByKey(const QModelIndex &index, QKeyEvent &event)
{
    const bool types = event.text().size() == 1 && event.text().front().isDigit();
    if (m_keyColumn < 0 || !(types || event.key() == Qt::Key_F2) || !(index.flags() & Qt::ItemIsEditable))
        return false;
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    edit(index);
    QWidget *editor = QApplication::focusWidget();
    if (types && editor && editor != this && isAncestorOf(editor))
        QCoreApplication::sendEvent(editor, &event); // its text is selected, so that the digit replaces it
    return true;
}

void CellTable::keyPressEvent(QKeyEvent *event)
{
    const bool acts = m_keyColumn >= 0 && state() != EditingState;
    const QModelIndex index = acts ? currentIndex().siblingAtColumn(m_keyColumn) : currentIndex();
    if (acts && index.isValid() && editByKey(index, *event))
        return;
    const auto *delegate =
        index.isValid() ? qobject_cast<const CellDelegate *>(itemDelegateForIndex(index)) : nullptr;
    if (delegate && state() != EditingState && delegate->keyPress(*this, index, *event))
        return;
    QTreeView::keyPressEvent(event);
}

void CellTable::drawBranches(QPainter *, const QRect &, const QModelIndex &) const
{
    // the name's delegate draws the twisty
}

QString CellTable::selectionAsText() const
{
    QModelIndexList rows = selectionModel() ? selectionModel()->selectedRows() : QModelIndexList();
    if (rows.isEmpty()) {
        for (QModelIndex at = model() ? model()->index(0, 0, rootIndex()) : QModelIndex(); at.isValid();
             at = indexBelow(at))
            rows << at.siblingAtColumn(0);
    }
    std::sort(rows.begin(), rows.end(), [this](const QModelIndex &a, const QModelIndex &b) {
        return visualRect(a).top() < visualRect(b).top();
    });
    QStringList lines;
    for (const QModelIndex &row : std::as_const(rows)) {
        QStringList cells;
        for (int visual = 0; visual < header()->count(); ++visual) {
            const int column = header()->logicalIndex(visual);
            if (!isColumnHidden(column))
                cells << row.siblingAtColumn(column).data(Qt::DisplayRole).toString();
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

TableWithTotals::TableWithTotals(const ThemeService &themes, QWidget *parent)
    : QWidget(parent), m_themes(themes), m_totals(new QTreeView(this)), m_view(new CellTable(themes, this)),
      m_corner(new QFrame(this)), m_scale(themes.metrics().scale)
{
    setUp(*m_totals);
    m_totals->setItemDelegate(new PaintOnly(themes, new CellDelegate(themes, this)));
    m_totals->setSelectionMode(QAbstractItemView::NoSelection);
    m_totals->setFocusPolicy(Qt::NoFocus);
    m_totals->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_totals->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_totals->setAccessibleName(tr("Totals"));
    m_totals->header()->setSectionsClickable(true);
    m_view->setHeaderHidden(true);
    m_corner->setProperty("surface", "raised");
    m_corner->hide();
    setFocusProxy(m_view);
    layOut();
    follow();
    fitTotals();
}

void TableWithTotals::layOut()
{
    auto *top = new QHBoxLayout;
    top->setSpacing(0);
    top->addWidget(m_totals, 1);
    top->addWidget(m_corner);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_view, 1);
}

void TableWithTotals::follow()
{
    QScrollBar *across = m_view->horizontalScrollBar();
    m_view->verticalScrollBar()->installEventFilter(this);
    connect(header(), &QHeaderView::sectionResized, m_view,
            [this](int at, int, int size) { m_view->setColumnWidth(at, size); });
    connect(header(), &QHeaderView::sectionMoved, m_view->header(),
            [this](int, int from, int to) { m_view->header()->moveSection(from, to); });
    connect(across, &QScrollBar::valueChanged, m_totals->horizontalScrollBar(), &QScrollBar::setValue);
    connect(m_totals->horizontalScrollBar(), &QScrollBar::rangeChanged, this,
            [this, across] { m_totals->horizontalScrollBar()->setValue(across->value()); });
    connect(&m_themes, &ThemeService::changed, this, &TableWithTotals::fitTotals);
}

QHeaderView *TableWithTotals::header() const
{
    return m_totals->header();
}

void TableWithTotals::setModel(QAbstractItemModel *model)
{
    m_view->setModel(model);
    if (!m_hasTotals)
        m_totals->setModel(model); // for its header; the rows are cut off
    copyWidths();
}

void TableWithTotals::setTotalsModel(QAbstractItemModel *model)
{
    m_hasTotals = model != nullptr;
    m_totals->setModel(m_hasTotals ? model : m_view->model());
    copyWidths();
    fitTotals();
}

void TableWithTotals::copyWidths()
{
    for (int column = 0; column < std::min(header()->count(), m_view->header()->count()); ++column)
        m_view->setColumnWidth(column, header()->sectionSize(column));
}

void TableWithTotals::setColumnDelegate(int column, QAbstractItemDelegate *delegate)
{
    m_view->setItemDelegateForColumn(column, delegate);
    m_totals->setItemDelegateForColumn(column, new PaintOnly(m_themes, delegate));
}

void TableWithTotals::setColumnWidth(int column, int width)
{
    m_totals->setColumnWidth(column, width);
    m_view->setColumnWidth(column, width);
}

void TableWithTotals::setColumnHidden(int column, bool hidden)
{
    m_totals->setColumnHidden(column, hidden);
    m_view->setColumnHidden(column, hidden);
}

void TableWithTotals::setSortingEnabled(bool enabled)
{
    header()->setSortIndicatorShown(enabled);
    if (enabled)
        connect(header(), &QHeaderView::sortIndicatorChanged, m_view, &QTreeView::sortByColumn,
                Qt::UniqueConnection);
}

void TableWithTotals::fitTotals()
{
    const Metrics &m = m_themes.metrics();
    const int rows = m_hasTotals ? m.header : 0;
    header()->setFixedHeight(m.header);
    m_totals->setFixedHeight(m.header + rows);
    header()->setFont(m_themes.fonts().table);
    const double growth = m.scale / std::exchange(m_scale, m.scale);
    for (int column = 0; growth != 1.0 && column < header()->count(); ++column)
        header()->resizeSection(column, qRound(header()->sectionSize(column) * growth));
    m_totals->doItemsLayout();
}

bool TableWithTotals::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Show || event->type() == QEvent::Hide) {
        m_corner->setFixedWidth(m_view->verticalScrollBar()->sizeHint().width());
        m_corner->setVisible(event->type() == QEvent::Show);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace espalier::widgets
