package insight

import (
	"fmt"
	"math"
	"time"

	"hotline/sla"
)

// The Chinese of this package, all of it: how places, people and complaints are
// written, and the sentences of the findings. It is data in the language of the
// tickets.

// placeEndings end the name of a place; the longest that fits is taken.
var placeEndings = []string{
	"小区", "社区", "花园", "新城", "家园", "公寓", "广场", "大厦", "中心", "学校", "小学", "中学", "幼儿园", "大学", "学院", "医院", "公司", "集团",
	"大道", "公园", "市场", "山庄", "国际", "地铁站", "工业园", "产业园", "安置区", "新村", "步行街", "开发区", "高新区", "经开区", "水库", "大桥", "立交桥",
	"三角洲", "年华", "帝景", "花都", "天下", "天池", "半岛", "公馆", "新天地", "天著", "时代城", "雅苑", "嘉苑", "佳苑", "名城", "名苑", "华府", "华庭", "豪庭", "别墅", "商城", "车站", "码头", "楼盘", "海外滩", "之城", "街道", "物流园",
	"路", "街", "苑", "村", "府", "城", "湾", "庭", "巷", "园", "厂",
}

// placeStops are characters that no name of a place goes over.
const placeStops = "的在于对及是被把从将给请问让我你您该这那就也都没不能有到为向与并已吗呢了着过个年日号栋楼元多近旁内外前后上下"

// andNames follow the word for and where it begins a name.
const andNames = "平谐睦美顺兴园苑善润悦合信泰景"

// placeLeads are words that stand before the name of a place without belonging
// to it.
var placeLeads = []string{
	"投诉", "反映", "举报", "关于", "咨询", "建议", "位于", "坐落", "附近", "居住", "关注", "尽快", "希望", "质疑", "强烈", "反对", "请求", "要求", "求助",
	"业主", "居民", "本人", "现在", "目前", "再次", "坚决", "加快", "解决", "严查", "查处", "西地省", "开发商", "旁边", "周边", "配套", "部分",
}

// notPlaces are words that end like a place and name none.
var notPlaces = []string{
	"小区", "社区", "花园", "道路", "马路", "公路", "铁路", "街道", "农村", "乡村", "本村", "我村", "全村", "城", "村", "公司", "学校", "小学", "中学", "大学",
	"政府", "市政府", "区政府", "县政府", "中心", "市场", "医院", "公园", "广场", "幼儿园", "修路", "线路", "限公司", "有限公司", "水路", "电路", "网路", "出路", "一路", "同城", "进城",
	"入园", "校园", "物业公司", "开发公司", "工厂", "楼盘", "车库", "家园", "高速公路", "集团", "思路", "新城", "全城", "市场监管", "旧城", "老城", "建厂", "走路", "跑路", "老板跑路", "买公寓", "职业学院", "职业技术学院",
}

// notEndings end like a place inside longer words.
var notEndings = []string{"线路", "跑路", "思路", "出路", "修路", "走路", "水路", "电路", "网路"}

// lampAfter follows a road's ending where the word is of a lamp.
const lampAfter = '灯'

// placeTails are cut from a name, so that one place has one name.
var placeTails = []string{"住宅小区", "安置小区", "小区", "社区", "楼盘"}

// manners are words of courtesy and of every complaint; they tell nothing about
// the matter.
var manners = []string{
	"尊敬的", "领导", "书记", "市长", "区长", "县长", "您好", "你好", "谢谢", "感谢", "敬请", "恳请", "恳求", "请求", "强烈", "要求", "希望", "建议", "投诉", "举报",
	"反映", "反应", "咨询", "询问", "请问", "关于", "有关", "相关", "部门", "政府", "问题", "尽快", "加快", "加大", "加强", "力度", "步伐", "刻不容缓", "解决", "处理",
	"重视", "关注", "严重", "存在", "如何", "怎么", "什么", "何时", "为何", "为什么", "是否", "能否", "可以", "我们", "我是", "本人", "业主", "居民", "市民", "老百姓",
	"群众", "今年", "去年", "现在", "目前", "已经", "一直", "多次", "没有", "无法", "不能", "进行", "情况", "西地省", "人民", "生活", "影响", "回复", "答复", "给予",
	"合理吗", "再次", "坚决", "具体", "行动", "没有人管", "没人管", "无人管", "打造", "推进", "进一步", "高质量", "发展", "提升", "水平", "全面",
}

// wideEndings are of places too wide to be the spot of a matter.
var wideEndings = []string{"街道", "路", "大道", "街", "经开区", "高新区", "开发区", "公司", "集团"}

// crowdWords are what people call themselves.
var crowdWords = []string{
	"业主", "居民", "村民", "学生", "家长", "职工", "员工", "工人", "农民工", "老人", "退休教师", "教师", "商户", "租户", "购房者", "消费者", "出借人", "投资人",
	"司机", "患者", "军人", "乘客",
}

// titleLeads stand before the matter in a title and are left out there.
var titleLeads = []string{
	"过问", "再次投诉", "再次反映", "再次请求", "再次", "投诉", "举报", "反映", "反应", "关于", "咨询", "询问", "请问", "请教", "问问", "建议", "希望", "恳请", "恳求", "请求", "强烈要求", "强烈建议",
	"强烈反对", "要求", "求助", "质疑", "坚决反对", "呼吁", "请尽快", "尽快", "请解决", "请", "对", "就", "说说", "谈谈", "有关", "帮忙解决", "我要举报", "我要投诉", "坚决", "严查", "严惩", "查处", "取缔",
}

// titleTails stand after the matter.
var titleTails = []string{
	"的维权投诉", "的投诉", "的举报", "的建议", "的咨询", "的求助", "的疑问", "的问题", "的情况", "的几个问题", "相关问题", "等问题", "等相关问题", "等", "何时休", "合理吗", "合法吗", "可以吗", "对吗",
	"是否合理", "是否合法", "谁来监管", "怎么办", "该怎么办", "请处理", "请解决", "求解决", "望解决", "请尽快解决", "的",
}

// titleWishes begin a last clause that says what the caller wants or feels.
var titleWishes = []string{
	"盼", "望", "希望", "请", "求", "麻烦", "恳请", "多次", "影响", "严重影响", "耽误", "没人管", "无人管", "怎么办", "咋办", "何时", "啥时", "什么时候", "家里有", "屋里有", "冻得", "急",
}

// titleFeelings make a title the caller's and not the matter's.
var titleFeelings = []string{
	"臭名", "个人吧", "公道", "欺压", "百姓", "黑心", "无良", "天理", "保护伞", "严惩", "恳请", "失职", "不作为", "血汗钱", "书记", "市长", "老百姓", "何去何从", "丧尽天良", "坑害", "明目张胆",
	"我家", "本人", "我的", "我们", "为何", "为什么", "怎么", "什么", "吗", "谁", "是否", "能否", "何时", "请问", "？",
}

// greetings make a sentence useless as a quote.
var greetings = []string{
	"尊敬的", "您好", "你好", "领导好", "各位领导", "敬请", "此致", "敬礼", "谢谢", "感谢", "打扰", "百忙", "望领导", "请领导", "恳请", "盼复", "望回复", "如下", "以下", "本人是", "我是", "附件", "图片", "截图", "链接",
}

// surnames begin a name before a title such as those of personTitles.
const surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁单洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲封芮储靳段巫乌焦巴弓牧山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印白怀蒲从鄂索籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧利师巩聂关荆游肖"

const personTitles = "先生|女士|小姐|老师|师傅|医生|大夫|经理|主任|队长|所长|科长|处长|局长|院长|校长|老板|律师|警官"

// roleWords stand before the name of a person; a sentence with such a name is not
// quoted.
const roleWords = "老板|法人|法人代表|经侦|民警|干警|警官|书记|所长|队长|主任|经理|负责人|董事长|局长|处长|院长|校长|科长|镇长|村长|支书|组长|实际控制人|股东|会计|律师|中介|房东|包工头|司机|医生|教师|老师|叫做|名叫|我叫|姓名|联系人"

// plainSurnames are surnames that are hardly any other word.
const plainSurnames = "赵钱孙李周吴郑王冯陈褚蒋沈韩杨朱秦许吕张曹严魏陶姜戚谢邹喻潘葛范彭鲁韦苗俞袁柳鲍史唐薛雷贺倪汤滕罗毕郝邬傅卞齐康伍顾孟黄萧尹姚邵湛汪毛狄臧戴宋庞熊纪舒屈项祝董梁杜阮蓝闵贾江童颜郭梅林刁钟徐邱骆夏蔡田樊胡凌霍虞柯莫裘缪丁邓郁洪崔龚程邢裴陆翁荀甄曲芮储靳段侯宓仇栾厉戎祖刘詹龙叶黎薄蒲卓蔺屠蒙池乔谭姬申冉郦雍桑桂牛邵晏柴瞿阎茹习宦艾向易戈廖庾聂关荆游肖"

const (
	ownNumberPattern = `[0-9一二三四五六七八九十两]+(?:度|天|次|回|人|户|元|个月|小时|分贝)`
	placeAndOthers   = "%s等 %d 处"
	scrubbedPerson   = "某"
	scrubbedDoor     = "某户"
	scrubbedNumber   = "***"
	doorPattern      = `[0-9０-９A-Za-z一二三四五六七八九十百]{1,6}\s*(?:号楼|栋|幢)(?:\s*[0-9０-９A-Za-z一二三四五六七八九十]{1,4}\s*(?:单元|门))?(?:\s*[0-9０-９A-Za-z一二三四五六七八九十]{1,5}\s*(?:室|号|户|房|层|楼))?|[0-9０-９]{1,4}\s*单元(?:\s*[0-9０-９]{1,5}\s*(?:室|号|户|房)?)?|[0-9０-９]{3,5}\s*室|[0-9０-９]{1,2}[-－][0-9０-９]{1,2}[-－][0-9０-９]{3,4}|门牌[^，。]{0,8}[0-9０-９]+号?`
	introducePattern = `(?:我叫|名叫|我是|本人|联系人|姓名|反映人|投诉人|来电人|当事人|户主|法人|法定代表人)(?:是|为|叫)?\s*[:：]?\s*`
)

func noteEmerging(is Issue, days int, unit string) Note {
	n := Note{
		Title:    is.Title,
		Evidence: fmt.Sprintf("近 %d 天 %d 件，平时 %.1f 件，涉及 %d 个号码", days, is.Count, is.Usual, is.Callers),
		Advice:   "请核实原因，统一答复口径",
	}
	if is.Town != "" {
		n.Title = is.Town + "：" + n.Title
	}
	if unit != "" {
		n.Advice = "请" + unit + "核实原因，统一答复口径"
	}
	return n
}

func noteSpot(is Issue, category string, all, here int, unit string) Note {
	n := Note{
		Title:    is.Town + category + "集中一处",
		Evidence: fmt.Sprintf("%s%s %d 件中 %d 件同指一事：%s", is.Town, category, all, here, is.Title),
		Advice:   "请到现场核查，约定解决时间",
	}
	if unit != "" {
		n.Advice = "请" + unit + "到现场核查，约定解决时间"
	}
	return n
}

func noteDays(from, to time.Time, count int, ratio float64) Note {
	a, b := from.In(sla.Zone), to.In(sla.Zone)
	span := fmt.Sprintf("%d月%d日至%d日", int(a.Month()), a.Day(), b.Day())
	if a.Month() != b.Month() {
		span = fmt.Sprintf("%d月%d日至%d月%d日", int(a.Month()), a.Day(), int(b.Month()), b.Day())
	}
	return Note{
		Title:    span + "高峰",
		Evidence: fmt.Sprintf("共 %d 件，日均是全月日均的 %.1f 倍", count, ratio),
		Advice:   "同类时段前排好座席和备用电话",
	}
}

func noteOff(work, off float64) Note {
	tenths := int(math.Round(10 * off / work))
	return Note{
		Title:    fmt.Sprintf("休息日约为工作日%s成", string([]rune("零一二三四五六七八九十")[tenths])),
		Evidence: fmt.Sprintf("工作日日均 %.2f 件，休息日日均 %.2f 件，为 %.2f%%", work, off, 100*off/work),
		Advice:   fmt.Sprintf("休息日座席按%s成排", string([]rune("零一二三四五六七八九十")[tenths])),
	}
}

func noteHours(from, count, total int) Note {
	return Note{
		Title:    fmt.Sprintf("%d 时至 %d 时来电最多", from, from+2),
		Evidence: fmt.Sprintf("%d 件，占 %.2f%%", count, 100*float64(count)/float64(total)),
		Advice:   "该时段增加座席",
	}
}

// Sentence says how much an issue grew, for the brief; "" when nothing is known of
// the time before.
func (is Issue) Sentence() string {
	switch {
	case is.Usual < 1 || is.Ratio < 1.2:
		return ""
	case is.Emerging:
		return fmt.Sprintf("为平时的 %.1f 倍，是新近突出的问题", is.Ratio)
	}
	return fmt.Sprintf("为平时的 %.1f 倍", is.Ratio)
}
