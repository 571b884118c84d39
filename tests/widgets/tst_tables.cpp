// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/cell_table.h"
#include "widgets/tables/layer_delegates.h"
#include "widgets/tables/ratio_delegate.h"
#include "widgets/tables/timeline_delegate.h"

#include <QtGui/QPainter>
#include <QtGui/QStandardItemModel>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QScrollBar>

using namespace espalier::widgets;

namespace {

enum Column { Name, Ratio, Share, ColumnCount };

QStandardItem *itemOf(const QString &text, const QVariant &cell)
{
    auto *item = new QStandardItem(text);
    item->setData(cell, CellRole);
    return item;
}

// takes ratios as the app's model would: clamped by the delegate, kept in the cell
class RatioModel : public QStandardItemModel
{
public:
    QList<QPair<int, double>> edits;

    bool setData(const QModelIndex &index, const QVariant &value, int role) override
    {
        if (index.column() != Ratio || role != Qt::EditRole)
            return QStandardItemModel::setData(index, value, role);
        edits.append({index.row(), value.toDouble()});
        auto cell = index.data(CellRole).value<RatioCell>();
        cell.value = cell.requested = value.toDouble();
        return QStandardItemModel::setData(index, QVariant::fromValue(cell), CellRole);
    }
};

QList<QStandardItem *> row(const QString &name, RatioCell::Look look, double value)
{
    RatioCell cell;
    cell.look = look;
    cell.value = value;
    cell.most = 0.75;
    cell.step = 0.125;
    cell.reason = QStringLiteral("feeds unknown op aten::foo");
    return {itemOf(name, QVariant::fromValue(NameCell{name, {}, true, NameCell::Marker::None, 0})),
            itemOf(QString::number(value), QVariant::fromValue(cell)),
            itemOf(QStringLiteral("1.4"),
                   QVariant::fromValue(BarCell{0.1, QStringLiteral("1.4"), false, false}))};
}

} // namespace

class TestTables : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void dragSetsRatio();
    void dragMayLeaveTheCell();
    void dragIsHeldWithinBounds();
    void keysStepByUnit();
    void keysLeaveReasonCellsAlone();
    void spinBoxEdits();
    void spinBoxEscapes();
    void noEditorForFrozenRows();
    void keysActOnTheirColumn();
    void selectedRowsAreEditedTogether();
    void twistyFolds();
    void totalsFollowHeader();
    void columnsFollowTheFontScale();
    void totalsScrollAlong();
    void headerAloneWithoutTotals();
    void textForTheClipboard();
    void currentCellHasRing();
    void selectedTextKeepsItsColour();
    void paintsEveryCellKind();
    void timelineRowsDiffer();

private:
    QModelIndex cell(int rowNumber, int column) const { return m_model->index(rowNumber, column); }
    QPoint onTrack(int rowNumber, double share) const;
    double ratioAt(int rowNumber) const
    {
        return cell(rowNumber, Ratio).data(CellRole).value<RatioCell>().value;
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_table->view(), Qt::Key(key), modifiers);
    }

    ThemeService m_themes;
    TableWithTotals *m_table = nullptr;
    RatioModel *m_model = nullptr;
    RatioDelegate *m_delegate = nullptr;
};

void TestTables::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    m_table = new TableWithTotals(m_themes);
    m_model = new RatioModel;
    m_model->setParent(m_table);
    m_model->setHorizontalHeaderLabels(
        {QStringLiteral("Name"), QStringLiteral("Ratio"), QStringLiteral("Share")});
    m_model->appendRow(row(QStringLiteral("conv1"), RatioCell::Look::Slider, 0.25));
    m_model->appendRow(row(QStringLiteral("conv2"), RatioCell::Look::Slider, 0.5));
    m_model->appendRow(row(QStringLiteral("fc"), RatioCell::Look::Reason, 0));
    auto block = row(QStringLiteral("layer1"), RatioCell::Look::Figure, 0.4);
    block.first()->appendRow(row(QStringLiteral("layer1.0"), RatioCell::Look::Tied, 0.25));
    m_model->appendRow(block);
    m_table->setModel(m_model);
    m_delegate = new RatioDelegate(m_themes, m_table);
    m_table->setColumnDelegate(Name, new NameDelegate(m_themes, m_table));
    m_table->setColumnDelegate(Ratio, m_delegate);
    m_table->setColumnDelegate(Share, new ShareDelegate(m_themes, ShareDelegate::Look::Share, m_table));
    m_table->setColumnWidth(Ratio, 220);
    m_table->resize(500, 300);
    m_table->show();
    QVERIFY(QTest::qWaitForWindowActive(m_table));
}

void TestTables::cleanup()
{
    delete m_table;
}

QPoint TestTables::onTrack(int rowNumber, double share) const
{
    const QRectF track = m_delegate->trackRect(m_table->view()->visualRect(cell(rowNumber, Ratio)));
    return QPointF(track.left() + track.width() * share, track.center().y()).toPoint();
}

void TestTables::dragSetsRatio()
{
    QWidget *viewport = m_table->view()->viewport();
    QSignalSpy started(m_delegate, &RatioDelegate::dragStarted),
        finished(m_delegate, &RatioDelegate::dragFinished);
    QTest::mousePress(viewport, Qt::LeftButton, {}, onTrack(0, 0.5));
    QVERIFY(std::abs(ratioAt(0) - 0.5) < 0.02);
    QTest::mouseMove(viewport, onTrack(0, 0.3));
    QVERIFY(std::abs(ratioAt(0) - 0.3) < 0.02);
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, onTrack(0, 0.3));
    QCOMPARE(started.size(), 1);
    QCOMPARE(finished.size(), 1);
    const auto edits = m_model->edits.size();
    QTest::mouseMove(viewport, onTrack(0, 0.7));
    QCOMPARE(m_model->edits.size(), edits); // over
}

void TestTables::dragMayLeaveTheCell()
{
    QWidget *viewport = m_table->view()->viewport();
    QTest::mousePress(viewport, Qt::LeftButton, {}, onTrack(0, 0.2));
    QTest::mouseMove(viewport, onTrack(1, 0.6)); // in the row below
    QVERIFY(std::abs(ratioAt(0) - 0.6) < 0.02);
    QCOMPARE(ratioAt(1), 0.5);
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, onTrack(1, 0.6));
}

void TestTables::dragIsHeldWithinBounds()
{
    QWidget *viewport = m_table->view()->viewport();
    QTest::mousePress(viewport, Qt::LeftButton, {}, onTrack(0, 0.5));
    QTest::mouseMove(viewport, onTrack(0, 1.5));
    QCOMPARE(ratioAt(0), 0.75);
    QTest::mouseMove(viewport, onTrack(0, -0.5));
    QCOMPARE(ratioAt(0), 0.0);
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, onTrack(0, 0));
}

void TestTables::keysStepByUnit()
{
    m_table->view()->setCurrentIndex(cell(0, Ratio));
    m_table->view()->clearSelection();
    press(Qt::Key_Right);
    QCOMPARE(ratioAt(0), 0.375);
    press(Qt::Key_Left);
    press(Qt::Key_PageUp);
    QVERIFY(std::abs(ratioAt(0) - 0.35) < 1e-9);
    press(Qt::Key_PageDown);
    press(Qt::Key_Down); // no trap: rows still change
    QCOMPARE(m_table->view()->currentIndex(), cell(1, Ratio));
}

void TestTables::keysLeaveReasonCellsAlone()
{
    m_table->view()->setCurrentIndex(cell(2, Ratio));
    press(Qt::Key_PageUp); // goes up the table instead
    m_table->view()->setCurrentIndex(cell(2, Ratio));
    press(Qt::Key_Right);
    QVERIFY(m_model->edits.isEmpty());
}

void TestTables::spinBoxEdits()
{
    m_table->view()->setCurrentIndex(cell(0, Ratio));
    m_table->view()->clearSelection();
    press(Qt::Key_F2);
    auto *spin = m_table->view()->viewport()->findChild<QDoubleSpinBox *>();
    QVERIFY(spin);
    QCOMPARE(spin->value(), 25.0);
    QCOMPARE(spin->maximum(), 75.0);
    spin->selectAll();
    QTest::keyClicks(spin, QStringLiteral("62.5"));
    QTest::keyClick(spin, Qt::Key_Return);
    QTRY_COMPARE(ratioAt(0), 0.625); // committed by the event loop
}

void TestTables::spinBoxEscapes()
{
    const QPoint figure = m_table->view()->visualRect(cell(1, Ratio)).center() + QPoint(60, 0);
    QTest::mouseClick(m_table->view()->viewport(), Qt::LeftButton, {}, figure);
    QTest::mouseDClick(m_table->view()->viewport(), Qt::LeftButton, {}, figure);
    auto *spin = m_table->view()->viewport()->findChild<QDoubleSpinBox *>();
    QVERIFY(spin);
    spin->setValue(10);
    QTest::keyClick(spin, Qt::Key_Escape);
    QCOMPARE(ratioAt(1), 0.5);
}

void TestTables::noEditorForFrozenRows()
{
    m_table->view()->setCurrentIndex(cell(2, Ratio));
    press(Qt::Key_F2);
    QVERIFY(!m_table->view()->viewport()->findChild<QDoubleSpinBox *>());
}

void TestTables::keysActOnTheirColumn()
{
    CellTable *view = m_table->view();
    view->setKeyColumn(Ratio);
    view->setCurrentIndex(cell(0, Name)); // as a click on the name leaves it
    view->clearSelection();
    press(Qt::Key_Right);
    QCOMPARE(ratioAt(0), 0.375);
    press(Qt::Key_F2);
    auto *spin = view->viewport()->findChild<QDoubleSpinBox *>();
    QVERIFY(spin);
    QTest::keyClick(spin, Qt::Key_Escape);
    QTRY_VERIFY(!view->viewport()->findChild<QDoubleSpinBox *>());

    view->setCurrentIndex(cell(0, Name));
    press(Qt::Key_6); // typing begins the edit
    spin = view->viewport()->findChild<QDoubleSpinBox *>();
    QVERIFY(spin);
    QTest::keyClick(spin, Qt::Key_2);
    QTest::keyClick(spin, Qt::Key_Return);
    QTRY_COMPARE(ratioAt(0), 0.62);
    view->setCurrentIndex(cell(2, Name));
    press(Qt::Key_6);
    QTRY_VERIFY(!view->viewport()->findChild<QDoubleSpinBox *>()); // frozen
}

void TestTables::selectedRowsAreEditedTogether()
{
    auto *selection = m_table->view()->selectionModel();
    m_table->view()->setCurrentIndex(cell(0, Ratio));
    for (int number : {0, 1, 2})
        selection->select(cell(number, Name), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    press(Qt::Key_Right);
    QCOMPARE(ratioAt(0), 0.375); // each by its own unit
    QCOMPARE(ratioAt(1), 0.625);
    QCOMPARE(m_model->edits.size(), 2); // the frozen row is left out
}

void TestTables::twistyFolds()
{
    CellTable *view = m_table->view();
    const QModelIndex block = cell(3, Name);
    const QRect rect = view->visualRect(block);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, QPoint(rect.left() + 10, rect.center().y()));
    QVERIFY(view->isExpanded(block));
    view->setCurrentIndex(block);
    press(Qt::Key_Left);
    QVERIFY(!view->isExpanded(block));
    press(Qt::Key_Right);
    QVERIFY(view->isExpanded(block));
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, QPoint(rect.right() - 5, rect.center().y()));
    QVERIFY(view->isExpanded(block)); // only the twisty folds
}

static QStandardItemModel *totalsModel(QObject *parent)
{
    auto *model = new QStandardItemModel(parent);
    model->setHorizontalHeaderLabels(
        {QStringLiteral("Name"), QStringLiteral("Ratio"), QStringLiteral("Share")});
    model->appendRow({new QStandardItem(QStringLiteral("Total")), new QStandardItem,
                      new QStandardItem(QStringLiteral("100"))});
    return model;
}

void TestTables::totalsFollowHeader()
{
    m_table->setTotalsModel(totalsModel(m_table));
    m_table->header()->resizeSection(Name, 137);
    QCOMPARE(m_table->view()->columnWidth(Name), 137);
    m_table->header()->moveSection(0, 2);
    QCOMPARE(m_table->view()->header()->visualIndex(Name), 2);
    m_table->setColumnHidden(Share, true);
    QVERIFY(m_table->view()->isColumnHidden(Share));
    QVERIFY(m_table->view()->header()->isHidden());
}

void TestTables::columnsFollowTheFontScale()
{
    m_table->setColumnWidth(Name, 120);
    m_themes.setFontScale(150);
    QCOMPARE(m_table->header()->sectionSize(Name), 180);
    QCOMPARE(m_table->view()->columnWidth(Name), 180);
    m_themes.setFontScale(100);
    QCOMPARE(m_table->view()->columnWidth(Name), 120);
}

void TestTables::totalsScrollAlong()
{
    m_table->setTotalsModel(totalsModel(m_table));
    m_table->setColumnWidth(Name, 600);
    QTRY_VERIFY(m_table->view()->horizontalScrollBar()->maximum() > 100);
    m_table->view()->horizontalScrollBar()->setValue(90);
    QCOMPARE(m_table->totals()->horizontalScrollBar()->value(), 90);
    QCOMPARE(m_table->totals()->viewport()->width(), m_table->view()->viewport()->width());
}

void TestTables::headerAloneWithoutTotals()
{
    QCOMPARE(m_table->totals()->height(), m_themes.metrics().header);
    m_table->setTotalsModel(totalsModel(m_table));
    QCOMPARE(m_table->totals()->height(), 2 * m_themes.metrics().header);
    m_table->setTotalsModel(nullptr);
    QCOMPARE(m_table->header()->count(), int(ColumnCount));
}

void TestTables::textForTheClipboard()
{
    m_table->view()->selectionModel()->select(cell(1, Name),
                                              QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QCOMPARE(m_table->view()->selectionAsText(), QStringLiteral("conv2\t0.5\t1.4"));
    m_table->view()->clearSelection();
    QCOMPARE(m_table->view()->selectionAsText().count(QLatin1Char('\n')), 3);
}

void TestTables::currentCellHasRing()
{
    m_table->view()->setFocus();
    m_table->view()->setCurrentIndex(cell(1, Name));
    const QImage image = m_table->view()->viewport()->grab().toImage();
    const QRect rect = m_table->view()->visualRect(cell(1, Name));
    const QColor ring = m_themes.theme()[Token::Focus];
    QCOMPARE(image.pixelColor(rect.left(), rect.center().y()), ring);
    QCOMPARE(image.pixelColor(rect.left() + 1, rect.center().y()), ring);
    QVERIFY(image.pixelColor(rect.left() + 3, rect.center().y()) != ring);
    const QRect other = m_table->view()->visualRect(cell(0, Name));
    QVERIFY(image.pixelColor(other.left(), other.center().y()) != ring);
}

void TestTables::selectedTextKeepsItsColour()
{
    m_table->view()->selectionModel()->select(cell(0, Name),
                                              QItemSelectionModel::Select | QItemSelectionModel::Rows);
    const QImage image = m_table->view()->viewport()->grab().toImage();
    const QRect rect = m_table->view()->visualRect(cell(0, Name));
    QCOMPARE(image.pixelColor(rect.right() - 4, rect.top() + 4), m_themes.theme()[Token::Select]);
    bool dark = false;
    for (int x = rect.left(); x < rect.right(); ++x)
        dark = dark ||
               contrastRatio(image.pixelColor(x, rect.center().y()), m_themes.theme()[Token::Select]) > 5;
    QVERIFY(dark);
}

void TestTables::paintsEveryCellKind()
{
    QStandardItemModel model(1, 1);
    const QList<QPair<CellDelegate *, QVariant>> cells{
        {new RailDelegate(m_themes, this),
         QVariant::fromValue(RailCell{QStringLiteral("21"), RailCell::Rail::Middle})},
        {new StateDelegate(m_themes, this),
         QVariant::fromValue(StateCell{ChannelState::Cut, QStringLiteral("Cut, Marked"), false})},
        {new BeforeAfterDelegate(m_themes, this),
         QVariant::fromValue(
             BeforeAfterCell{QStringLiteral("32"), QStringLiteral("20"), QStringLiteral("12"), false})},
        {new ShareDelegate(m_themes, ShareDelegate::Look::Sensitivity, this),
         QVariant::fromValue(BarCell{0.8, QStringLiteral("1.84"), true, false})},
        {new FairnessDelegate(m_themes, this), QVariant::fromValue(FairnessCell{4})},
        {new RatioDelegate(m_themes, this),
         QVariant::fromValue(RatioCell{RatioCell::Look::Tied, 0.25, 0.42, 0, 0.75, 0.1, {}})}};
    for (const auto &[delegate, value] : cells) {
        model.setData(model.index(0, 0), value, CellRole);
        QImage image(200, 24, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::white);
        QPainter painter(&image);
        QStyleOptionViewItem option;
        option.rect = image.rect();
        option.state = QStyle::State_Enabled;
        delegate->paint(&painter, option, model.index(0, 0));
        painter.end();
        int inked = 0;
        for (int x = 0; x < image.width(); ++x) {
            for (int y = 0; y < 22; ++y)
                inked += image.pixelColor(x, y) != QColor(Qt::white);
        }
        QVERIFY2(inked > 40, delegate->metaObject()->className());
    }
}

void TestTables::timelineRowsDiffer()
{
    TimelineDelegate delegate(m_themes);
    QStandardItemModel model(2, 1);
    TimelineCell version, autosave;
    autosave.mark = TimelineCell::Mark::Autosave;
    model.setData(model.index(0, 0), QVariant::fromValue(version), CellRole);
    model.setData(model.index(1, 0), QVariant::fromValue(autosave), CellRole);
    QVERIFY(delegate.sizeHint({}, model.index(0, 0)).height() >
            delegate.sizeHint({}, model.index(1, 0)).height());
}

QTEST_MAIN(TestTables)
#include "tst_tables.moc"
